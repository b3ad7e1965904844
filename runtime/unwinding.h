// The way of an exception up the native stack: over guest frames to the first handler, never into or over frames of the host.
//
// The unwinder of the C++ runtime walks the frames by their unwind tables, in one phase: nothing is undone before a handler is found, so
// an exception that nobody catches becomes a trap with the stack as it was. Only the personality routine here knows the tables of
// handlers; they say where guest code lands, not for which tags, since tags differ between instances.
#pragma once

#include <array>
#include <cstdint>

#include "codegen/abi.h"
#include "runtime/backtrace.h"

namespace wasmpi {

/// The calls an exception has come out of so far: those of the frames that have been left, for the backtrace if it is caught by no one.
struct UnwindTrace {
  /// Whose; null: nobody's.
  const ExceptionObject* exception = nullptr;
  /// Of the last frame walked.
  uintptr_t frameAddress = 0;
  uint32_t kept = 0;
  uint32_t counted = 0;
  /// The innermost ones; the first `kept` are set.
  std::array<uintptr_t, kMaxBacktraceFrames> pcs;
};

/// Continues in the innermost handler of the guest code that called the caller; if there is none up to the host code that entered the
/// guest, raises the trap "uncaught exception". `isResumed`: its last handler let it pass.
[[noreturn]] void unwindTo(ExceptionObject& exception, bool isResumed);

} // namespace wasmpi

/// For functions of images that have handlers (codegen/libcalls.def).
extern "C" int wasmpi_personality(int version, int actions, uint64_t exceptionClass,
                                  void* exception, void* context);
