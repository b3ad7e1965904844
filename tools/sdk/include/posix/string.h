/* basename as _GNU_SOURCE means it: musl declares it without a prototype, which C++ and newer C take for another function. */
#if defined(_GNU_SOURCE) && !defined(__cplusplus) && !defined(basename)
#define basename wasmpi_hidden_basename
#include_next <string.h>
#undef basename
#if !defined(WASMPI_POSIX_STRING_H) && !defined(WASMPI_POSIX_LIBGEN_H)
#define WASMPI_POSIX_STRING_H
char *basename(const char *) __asm__("wasmpi_gnu_basename");
#endif
#else
#include_next <string.h>
#endif
