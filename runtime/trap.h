// Guest faults (the third tier of ARCHITECTURE "Errors"): a Trap is a value in host code, and is raised only where guest code was left.
//
// Raising: a hostcall returns tl::unexpected(Trap); the wrapper made by bind (host_module.h) destroys everything, then calls raiseTrap,
// which stores the trap in the innermost Activation of the thread and jumps to it over guest frames only. Faults in generated
// code arrive at the same place through signals.h.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "codegen/abi.h"

namespace wasmpi {

/// A frame of a guest's call stack, as far as it is known.
struct BacktraceFrame {
  std::string function;
  /// Offset of the instruction in the module; 0 if unknown.
  uint64_t wasmOffset = 0;
  /// The function was inlined into the next frame's.
  bool isInlined = false;
};

struct Trap {
  TrapCode code = TrapCode::Unreachable;
  /// For HostCall: what was wrong ("MPI_Send: buffer [0x10, 0x20) is outside of linear memory (65536 bytes)").
  std::string detail = {};
  /// For Exit: the guest's exit status.
  int exitStatus = 0;
  /// Innermost frame first; filled when the trap is raised. backtrace.h formats it.
  std::vector<BacktraceFrame> backtrace = {};
  /// Outer frames that a deep backtrace does not list; there may be more than were counted.
  uint64_t omittedFrameCount = 0;

  bool isExit() const { return code == TrapCode::Exit; }
  /// "out of bounds memory access", with the detail behind a colon if there is one.
  std::string text() const;
};

/// What a hostcall returns.
template <class T> using Result = tl::expected<T, Trap>;

/// Shorthands for hostcall bodies.
tl::unexpected<Trap> trapHostCall(std::string detail);
tl::unexpected<Trap> trapMemoryOutOfBounds(std::string detail);
tl::unexpected<Trap> trapExit(int status);

std::string_view textOf(TrapCode code);

/// Leaves guest code: completes the trap with a backtrace, and continues in the innermost Activation of this thread, where enterGuest
/// returns it. Only to be called from a function that guest code called directly, and that holds nothing to be destroyed.
[[noreturn]] void raiseTrap(Trap&& trap);

} // namespace wasmpi
