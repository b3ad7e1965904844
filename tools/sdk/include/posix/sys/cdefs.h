/* Macros of BSD and glibc headers that programs use in their own. */
#ifndef WASMPI_POSIX_SYS_CDEFS_H
#define WASMPI_POSIX_SYS_CDEFS_H
#ifdef __cplusplus
#define __BEGIN_DECLS extern "C" {
#define __END_DECLS }
#else
#define __BEGIN_DECLS
#define __END_DECLS
#endif
#define __P(arguments) arguments
#define __CONCAT(a, b) a##b
#define __STRING(text) #text
#define __THROW
#define __dead __attribute__((__noreturn__))
#define __unused __attribute__((__unused__))
#endif
