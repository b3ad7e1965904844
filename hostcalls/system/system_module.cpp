#include "hostcalls/system/system_module.h"

#include <algorithm>
#include <cstring>

#include <climits>
#include <sys/resource.h>
#include <unistd.h>

#include "runtime/instance.h"

namespace wasmpi {
namespace {

constexpr int32_t kFailed = -1;

Result<int32_t> getHostName(SystemModule& context, GuestPtr<uint8_t> name, uint32_t byteSize) {
  char host[HOST_NAME_MAX + 1] = {};
  if (::gethostname(host, sizeof host - 1) != 0)
    return kFailed;
  const size_t needed = std::strlen(host) + 1;
  auto target = context.memory().bytes(name.address, byteSize);
  if (!target)
    return tl::unexpected(target.error());
  if (byteSize < needed)
    return kFailed;
  std::memcpy(target->data(), host, needed);
  return 0;
}

int32_t processId(SystemModule& /*context*/) { return ::getpid(); }

int32_t parentProcessId(SystemModule& /*context*/) { return ::getppid(); }

int64_t microseconds(const timeval& time) { return int64_t{1000000} * time.tv_sec + time.tv_usec; }

/// `who` as in Linux: 0 is this process, -1 its children, of which a guest has none.
Result<int32_t> resourceUsage(SystemModule& context, int32_t who, GuestPtr<ResourceUsage> result) {
  rusage usage = {};
  if ((who != RUSAGE_SELF && who != RUSAGE_CHILDREN) ||
      (who == RUSAGE_SELF && ::getrusage(RUSAGE_SELF, &usage) != 0))
    return kFailed;
  const auto written =
      context.memory().write(result, {.userMicroseconds = microseconds(usage.ru_utime),
                                      .systemMicroseconds = microseconds(usage.ru_stime),
                                      .maxResidentKibibytes = usage.ru_maxrss,
                                      .minorFaults = usage.ru_minflt,
                                      .majorFaults = usage.ru_majflt,
                                      .blocksRead = usage.ru_inblock,
                                      .blocksWritten = usage.ru_oublock,
                                      .voluntarySwitches = usage.ru_nvcsw,
                                      .involuntarySwitches = usage.ru_nivcsw});
  if (!written)
    return tl::unexpected(written.error());
  return 0;
}

} // namespace

std::optional<HostModule::Binding> SystemModule::find(std::string_view module,
                                                      std::string_view name) {
  static const HostFunction kFunctions[] = {
      {"gethostname", bind<&getHostName>()},
      {"process_id", bind<&processId>()},
      {"parent_process_id", bind<&parentProcessId>()},
      {"resource_usage", bind<&resourceUsage>()},
  };
  if (module != kName)
    return std::nullopt;
  const auto* row = std::ranges::find(kFunctions, name, &HostFunction::name);
  if (row == std::end(kFunctions))
    return std::nullopt;
  return Binding{row->function, this};
}

void SystemModule::attach(Instance& instance) { memory_ = instance.guestMemory(); }

} // namespace wasmpi
