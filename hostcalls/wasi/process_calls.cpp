// proc_exit, proc_raise, random_get, sched_yield.
#include <algorithm>
#include <cerrno>
#include <iterator>
#include <string_view>

#include <sched.h>
#include <sys/random.h>

#include <fmt/format.h>

#include "hostcalls/wasi/calls.h"

namespace wasmpi::wasi {
namespace {

enum class Disposition { Nothing, End, Stop };

struct Signal {
  std::string_view name;
  Disposition disposition;
};

/// By number (witx: signal), with what each does to a process that did not say otherwise.
constexpr Signal kSignals[] = {
    {"no signal", Disposition::Nothing}, {"SIGHUP", Disposition::End},
    {"SIGINT", Disposition::End},        {"SIGQUIT", Disposition::End},
    {"SIGILL", Disposition::End},        {"SIGTRAP", Disposition::End},
    {"SIGABRT", Disposition::End},       {"SIGBUS", Disposition::End},
    {"SIGFPE", Disposition::End},        {"SIGKILL", Disposition::End},
    {"SIGUSR1", Disposition::End},       {"SIGSEGV", Disposition::End},
    {"SIGUSR2", Disposition::End},       {"SIGPIPE", Disposition::End},
    {"SIGALRM", Disposition::End},       {"SIGTERM", Disposition::End},
    {"SIGCHLD", Disposition::Nothing},   {"SIGCONT", Disposition::Nothing},
    {"SIGSTOP", Disposition::Stop},      {"SIGTSTP", Disposition::Stop},
    {"SIGTTIN", Disposition::Stop},      {"SIGTTOU", Disposition::Stop},
    {"SIGURG", Disposition::Nothing},    {"SIGXCPU", Disposition::End},
    {"SIGXFSZ", Disposition::End},       {"SIGVTALRM", Disposition::End},
    {"SIGPROF", Disposition::End},       {"SIGWINCH", Disposition::Nothing},
    {"SIGPOLL", Disposition::End},       {"SIGPWR", Disposition::End},
    {"SIGSYS", Disposition::End},
};

} // namespace

Result<void> process::exit(WasiContext& /*context*/, uint32_t status) {
  return trapExit(static_cast<int>(status));
}

// The host gets no signal: the guest is a part of its process, and peers are to learn of the end.
Fallible<void> process::raise(WasiContext& /*context*/, uint32_t signal) {
  if (signal >= std::size(kSignals))
    return failWith(Errno::Invalid);
  switch (kSignals[signal].disposition) {
  case Disposition::Nothing:
    return {};
  case Disposition::Stop:
    return failWith(Errno::NotSupported);
  case Disposition::End:
    break;
  }
  auto trap = trapHostCall(fmt::format("the program raised {}", kSignals[signal].name));
  return tl::unexpected(Failure(std::move(trap.value())));
}

Fallible<void> process::randomGet(WasiContext& context, GuestPtr<uint8_t> buffer,
                                  uint32_t byteSize) {
  auto bytes = context.memory().bytes(buffer.address, byteSize);
  if (!bytes)
    return passOn(bytes);
  // One call gives at most 32 MiB - 1.
  constexpr size_t kChunk = 1 << 20;
  for (auto rest = *bytes; !rest.empty();) {
    const ssize_t count = ::getrandom(rest.data(), std::min(rest.size(), kChunk), 0);
    if (count < 0 && errno != EINTR)
      return complete(hostFailure());
    rest = rest.subspan(static_cast<size_t>(std::max<ssize_t>(count, 0)));
  }
  return {};
}

Fallible<void> process::schedYield(WasiContext& /*context*/) {
  ::sched_yield();
  return {};
}

} // namespace wasmpi::wasi
