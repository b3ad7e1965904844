// clock_*: the host's clocks as they are.
#include "hostcalls/wasi/calls.h"
#include "hostcalls/wasi/timestamps.h"

namespace wasmpi::wasi {
namespace {

Fallible<void> query(WasiContext& context, uint32_t id, GuestPtr<uint64_t> nanoseconds,
                     int (*function)(clockid_t, timespec*)) {
  auto out = Out<uint64_t>::at(context.memory(), nanoseconds);
  if (!out)
    return passOn(out);
  const auto clock = hostClock(id);
  if (!clock)
    return failWith(Errno::Invalid);
  timespec time{};
  if (function(*clock, &time) != 0)
    return complete(hostFailure());
  out->store(toNanoseconds(time));
  return {};
}

} // namespace

Fallible<void> clock::resolutionGet(WasiContext& context, uint32_t id,
                                    GuestPtr<uint64_t> nanoseconds) {
  return query(context, id, nanoseconds, &::clock_getres);
}

// The precision is a permission to be lazy, which is not needed.
Fallible<void> clock::timeGet(WasiContext& context, uint32_t id, uint64_t /*precision*/,
                              GuestPtr<uint64_t> nanoseconds) {
  return query(context, id, nanoseconds, &::clock_gettime);
}

} // namespace wasmpi::wasi
