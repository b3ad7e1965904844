// proc_exit, random_get, sched_yield.
#include <algorithm>
#include <cerrno>

#include <sched.h>
#include <sys/random.h>

#include "hostcalls/wasi/calls.h"

namespace wasmpi::wasi {

Result<void> process::exit(WasiContext& /*context*/, uint32_t status) {
  return trapExit(static_cast<int>(status));
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
