/* What wasi-libc's stdio.h leaves out, or calls deprecated: temporary files, pipes to commands, locks of streams. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#define tmpfile wasmpi_hidden_tmpfile
#define tmpnam wasmpi_hidden_tmpnam
#include_next <stdio.h>
#undef tmpfile
#undef tmpnam
#pragma GCC diagnostic pop
#ifndef WASMPI_POSIX_STDIO_H
#define WASMPI_POSIX_STDIO_H
#ifdef __cplusplus
extern "C" {
#endif

FILE *tmpfile(void);
char *tmpnam(char *);
#ifndef L_tmpnam
#define L_tmpnam 20
#endif
#ifndef __STRICT_ANSI__
char *tempnam(const char *, const char *);
FILE *popen(const char *, const char *);
int pclose(FILE *);
void flockfile(FILE *);
int ftrylockfile(FILE *);
void funlockfile(FILE *);
#ifndef P_tmpdir
#define P_tmpdir "/tmp"
#endif
#endif

#ifdef __cplusplus
}
#endif
#endif
