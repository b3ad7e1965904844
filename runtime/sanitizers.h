// What AddressSanitizer has to be told where control leaves frames without returning, or moves to another stack.
#pragma once

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

namespace wasmpi {

/// To be called just before a jump over frames: forgets the poisoned redzones of those frames.
inline void announceJump() {
#if defined(__SANITIZE_ADDRESS__)
  __asan_handle_no_return();
#endif
}

/// Announces a thread's switch to a new stack and back.
class StackSwitchNotice {
public:
#if defined(__SANITIZE_ADDRESS__)
  /// Just before the switch to [low, low + byteSize).
  void leave(const void* low, size_t byteSize) {
    __sanitizer_start_switch_fiber(&formerFrames_, low, byteSize);
  }
  /// First on the new stack.
  void arrive() { __sanitizer_finish_switch_fiber(nullptr, &formerLow_, &formerByteSize_); }
  /// Just before the switch back.
  void leaveForGood() { __sanitizer_start_switch_fiber(nullptr, formerLow_, formerByteSize_); }
  /// First on the former stack again.
  void arriveBack() { __sanitizer_finish_switch_fiber(formerFrames_, nullptr, nullptr); }

private:
  void* formerFrames_ = nullptr;
  const void* formerLow_ = nullptr;
  size_t formerByteSize_ = 0;
#else
  void leave(const void*, size_t) {}
  void arrive() {}
  void leaveForGood() {}
  void arriveBack() {}
#endif
};

/// To be called before a stack's memory is given back: whatever lies there next has no redzones.
inline void forgetStack([[maybe_unused]] const void* low, [[maybe_unused]] size_t byteSize) {
#if defined(__SANITIZE_ADDRESS__)
  __asan_unpoison_memory_region(low, byteSize);
#endif
}

} // namespace wasmpi
