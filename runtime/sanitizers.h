// What AddressSanitizer has to be told where control leaves frames without returning.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace wasmpi {

/// To be called just before a jump over frames: forgets the poisoned redzones of those frames.
inline void announceJump() {
#if defined(__SANITIZE_ADDRESS__)
  __asan_handle_no_return();
#endif
}

} // namespace wasmpi
