// WASI's times (nanoseconds in 64 bits) and the host's.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

#include <time.h>

#include "hostcalls/wasi/wasi_types.h"

namespace wasmpi::wasi {

inline constexpr uint64_t kNanosecondsPerSecond = 1'000'000'000;

/// Times before 1970 have no WASI form and become 0.
inline uint64_t toNanoseconds(const timespec& time) {
  if (time.tv_sec < 0)
    return 0;
  return static_cast<uint64_t>(time.tv_sec) * kNanosecondsPerSecond +
         static_cast<uint64_t>(time.tv_nsec);
}

/// Any 64-bit count of nanoseconds fits.
inline timespec toTimespec(uint64_t nanoseconds) {
  return {.tv_sec = static_cast<time_t>(nanoseconds / kNanosecondsPerSecond),
          .tv_nsec = static_cast<long>(nanoseconds % kNanosecondsPerSecond)};
}

/// The sum, or the largest time there is.
inline uint64_t addSaturating(uint64_t a, uint64_t b) {
  uint64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<uint64_t>::max() : sum;
}

/// The host's name of a WASI clock; nullopt if there is no such clock.
inline std::optional<clockid_t> hostClock(uint32_t id) {
  switch (static_cast<ClockId>(id)) {
  case ClockId::Realtime:
    return CLOCK_REALTIME;
  case ClockId::Monotonic:
    return CLOCK_MONOTONIC;
  case ClockId::ProcessCpuTime:
    return CLOCK_PROCESS_CPUTIME_ID;
  case ClockId::ThreadCpuTime:
    return CLOCK_THREAD_CPUTIME_ID;
  }
  return std::nullopt;
}

} // namespace wasmpi::wasi
