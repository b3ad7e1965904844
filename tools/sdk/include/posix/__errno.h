/* errno behind a function, so that the `extern int errno;` of old C is a harmless declaration of that function: wasi-libc's own is a
   thread-local variable, which such a line contradicts. */
#ifndef __wasilibc___errno_h
#define __wasilibc___errno_h
#ifdef __cplusplus
extern "C" {
#endif
int *__errno_location(void);
#define errno (*__errno_location())
#ifdef __cplusplus
}
#endif
#endif
