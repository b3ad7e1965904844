/* Who includes this header means POSIX's basename, which may change its argument, even where string.h has GNU's (_GNU_SOURCE, in C). */
#ifndef WASMPI_POSIX_LIBGEN_H
#define WASMPI_POSIX_LIBGEN_H
#if defined(_GNU_SOURCE) && !defined(__cplusplus)
char *wasmpi_posix_basename(char *) __asm__("basename");
char *dirname(char *);
#define basename wasmpi_posix_basename
#else
#include_next <libgen.h>
#endif
#endif
