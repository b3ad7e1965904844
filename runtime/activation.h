// The border between host and guest: entering guest code, and leaving it early (Core 4.4.10 invocation, 4.2.14 traps).
//
// Each entry has an Activation in the frame of enterGuest; the thread knows the innermost one. A trap, wherever it comes from, is stored
// there, and execution continues in enterGuest by a jump over guest frames only. Activations nest when a hostcall calls back.
#pragma once

#include <cstdint>

#include "codegen/abi.h"
#include "runtime/guest_regions.h"
#include "runtime/trap.h"
#include "runtime/unwinding.h"

namespace wasmpi {

struct Activation {
  /// Of __builtin_setjmp: frame, place, stack pointer.
  void* jump[5] = {};
  Activation* previous = nullptr;
  const GuestRegions* regions = nullptr;
  /// Why guest code was left, once it was.
  Trap trap = {};
  /// Of the exception thrown last.
  UnwindTrace trace;
};

/// The part of a thread's stack that guest code must not use but host code called by it may. [begin, end) is without access until
/// host code touches it; [redBegin, begin) is the reserve proper with a zone at its low end that is never accessible. All zero on
/// a thread without a reserve.
struct StackReserve {
  uintptr_t redBegin = 0;
  uintptr_t begin = 0;
  uintptr_t end = 0;
  /// Whether [begin, end) is accessible.
  bool isOpen = false;
  /// The guests that must not go on while it is, if any were active when it was opened.
  const GuestRegions* barred = nullptr;
};

/// What the signal handler has to know of a thread. The only mutable global of wasmpi besides the handlers that were there before ours.
struct ThreadState {
  Activation* innermost = nullptr;
  StackReserve reserve = {};
  bool isPrepared = false;
};

/// Of the calling thread; async-signal-safe.
ThreadState& threadState() noexcept;

/// Gives the calling thread what it needs before its faults can be handled. enterGuest does it where it has not been done.
void prepareThread();

/// Calls `code` with `context` through `thunk`, and returns when it returns or traps. `values` as EntryThunk has it. May be called
/// on any thread and within hostcalls.
Result<void> enterGuest(const GuestRegions& regions, EntryThunk thunk, const void* code,
                        void* context, uint64_t* values);

/// Continues in the thread's innermost activation, whose trap has been filled in.
[[noreturn]] void leaveGuest(Activation& activation);

} // namespace wasmpi
