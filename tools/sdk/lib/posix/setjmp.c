/* setjmp and longjmp as LLVM lowers them for Wasm: setjmp notes which call of the function it
   stands in, and which place there; longjmp throws what to give to whom, and each function on the
   way that has called setjmp asks whether the place is its own. */
#include <setjmp.h>

__asm__(".globl __c_longjmp\n"
        ".tagtype __c_longjmp i32\n"
        "__c_longjmp:\n");

enum { kLongjmpTag = 1 }; /* of the builtin, which knows two tags */

void __wasm_setjmp(struct __jmp_buf_tag* buffer, unsigned label, void* invocation);
unsigned __wasm_setjmp_test(struct __jmp_buf_tag* buffer, void* invocation);
void __wasm_longjmp(struct __jmp_buf_tag* buffer, int value);

void __wasm_setjmp(struct __jmp_buf_tag* buffer, unsigned label, void* invocation) {
  buffer->__invocation = invocation;
  buffer->__label = label;
}

/* The label of the setjmp to return from, or 0 if it was made by another call. */
unsigned __wasm_setjmp_test(struct __jmp_buf_tag* buffer, void* invocation) {
  return buffer->__invocation == invocation ? buffer->__label : 0;
}

void __wasm_longjmp(struct __jmp_buf_tag* buffer, int value) {
  buffer->__jump.__target = buffer;
  buffer->__jump.__value = value ? value : 1;
  __builtin_wasm_throw(kLongjmpTag, &buffer->__jump);
}
