// The host module "wasmpi": the few facts about its process that POSIX programs ask for and WASI
// does not give.
//
//   gethostname(name: ptr, size: i32) -> i32                    0, or -1 if the name with its NUL
//   does not fit process_id() -> i32 parent_process_id() -> i32 resource_usage(who: i32, result:
//   ptr ResourceUsage) -> i32   0, or -1 for an unknown `who`
//
// Nothing here lets a guest act on the host. The guest's side is tools/sdk/lib/posix.
#pragma once

#include <cstdint>

#include "runtime/guest_memory.h"
#include "runtime/host_module.h"

namespace wasmpi {

/// What getrusage tells, as the guest's struct lies in its memory.
struct ResourceUsage {
  int64_t userMicroseconds;
  int64_t systemMicroseconds;
  int64_t maxResidentKibibytes;
  int64_t minorFaults, majorFaults;
  int64_t blocksRead, blocksWritten;
  int64_t voluntarySwitches, involuntarySwitches;
};

class SystemModule final : public HostModule {
public:
  static constexpr std::string_view kName = "wasmpi";

  std::optional<Binding> find(std::string_view module, std::string_view name) override;
  void attach(Instance& instance) override;

  const GuestMemory& memory() const { return memory_; }

private:
  GuestMemory memory_;
};

} // namespace wasmpi
