/* Non-local jumps (C17 7.13). The compiler turns calls of these two names into Wasm's exceptions;
   lib/posix/setjmp.c has what it calls. There are no signal masks to save. */
#ifndef WASMPI_POSIX_SETJMP_H
#define WASMPI_POSIX_SETJMP_H
#ifdef __cplusplus
extern "C" {
#endif

struct __jmp_buf_tag {
  void* __invocation;
  unsigned __label;
  struct {
    void* __target;
    int __value;
  } __jump;
};
typedef struct __jmp_buf_tag jmp_buf[1];
typedef jmp_buf sigjmp_buf;

int setjmp(jmp_buf) __attribute__((__returns_twice__));
void longjmp(jmp_buf, int) __attribute__((__noreturn__));
#define setjmp setjmp

#ifndef __STRICT_ANSI__
#define _setjmp(environment) setjmp(environment)
#define _longjmp(environment, value) longjmp(environment, value)
#define sigsetjmp(environment, mask) ((void)(mask), setjmp(environment))
#define siglongjmp(environment, value) longjmp(environment, value)
#endif

#ifdef __cplusplus
}
#endif
#endif
