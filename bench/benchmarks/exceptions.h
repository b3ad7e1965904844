// C++ exceptions without a C++ library, which guests do not have yet: what clang's code for `throwNumber` and
// `catch (...)` calls. Natively both are the C++ runtime's own.
#pragma once

#include "bench.h"

#ifdef __wasm__
asm(".globl __cpp_exception\n"
    ".tagtype __cpp_exception i32\n"
    "__cpp_exception:\n");
extern "C" {
void *__cxa_begin_catch(void *exception) { return exception; }
void __cxa_end_catch(void) {}
}
[[noreturn]] static inline void throwNumber(int number) {
  static int thrown;
  thrown = number;
  __builtin_wasm_throw(0, &thrown);
}
#else
[[noreturn]] static inline void throwNumber(int number) { throw number; }
#endif
