// Backtraces of guest code: native return addresses found by the C++ unwinder, translated to Wasm functions and offsets.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "runtime/guest_regions.h"
#include "runtime/trap.h"

namespace wasmpi {

/// Frames a backtrace keeps, the innermost ones.
inline constexpr uint32_t kMaxBacktraceFrames = 64;
/// Native frames that are looked at: the rest of a deeper stack is not even counted, for each costs the unwinder about a microsecond.
inline constexpr uint32_t kMaxWalkedFrames = 1'000;

/// Fills in trap.backtrace and trap.omittedFrameCount with the guest frames of the calling thread, also from within a signal handler
/// that interrupted guest code. Host frames in between are left out.
void captureBacktrace(const GuestRegions& regions, Trap& trap);

/// The same for frames that are known: `pcs` lie in their calls.
void appendBacktrace(const GuestRegions& regions, std::span<const uintptr_t> pcs, Trap& trap);

/// In a signal handler: the return address in the frame of the interrupted function, or 0. Takes no lock.
uintptr_t callerOfInterrupted(uintptr_t pc);

/// One line per frame, "  #3 solve (offset 0x1a2f)\n", and one for what was left out.
std::string formatBacktrace(const Trap& trap);

} // namespace wasmpi
