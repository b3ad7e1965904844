/* What wasi-libc's stdlib.h leaves out. */
#include_next <stdlib.h>
#ifndef WASMPI_POSIX_STDLIB_H
#define WASMPI_POSIX_STDLIB_H
#ifdef __cplusplus
extern "C" {
#endif

int system(const char *);
#ifndef __STRICT_ANSI__
int mkstemp(char *);
int mkostemp(char *, int);
int mkstemps(char *, int);
char *mkdtemp(char *);
char *mktemp(char *);
char *realpath(const char *__restrict, char *__restrict);
int getloadavg(double *, int);
void qsort_r(void *, size_t, size_t, int (*)(const void *, const void *, void *), void *);
#endif

#ifdef __cplusplus
}
#endif
#endif
