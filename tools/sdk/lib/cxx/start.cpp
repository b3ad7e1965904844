// Where a C++ program begins, instead of wasi-libc's crt1.o: the same, and what nobody catches ends
// in std::terminate.
#include <exception>
#include <wasi/api.h>

extern "C" {
void __wasm_call_ctors();
void __wasm_call_dtors();
int __original_main();
void _start();
}

static int constructAndRun() {
  try {
    __wasm_call_ctors();
    return __original_main();
  } catch (...) {
    std::terminate();
  }
}

void _start() {
  const int status = constructAndRun();
  __wasm_call_dtors();
  if (status != 0)
    __wasi_proc_exit(static_cast<__wasi_exitcode_t>(status));
}
