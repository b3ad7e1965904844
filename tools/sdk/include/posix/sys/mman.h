/* Advice and locking of memory: accepted, without effect. Shared memory objects: none. */
#include_next <sys/mman.h>
#ifndef WASMPI_POSIX_SYS_MMAN_H
#define WASMPI_POSIX_SYS_MMAN_H
#ifndef MADV_NORMAL
#define MADV_NORMAL 0
#define MADV_RANDOM 1
#define MADV_SEQUENTIAL 2
#define MADV_WILLNEED 3
#define MADV_DONTNEED 4
#define MADV_HUGEPAGE 14
#define MADV_NOHUGEPAGE 15
#endif
#ifndef MS_SYNC
#define MS_ASYNC 1
#define MS_INVALIDATE 2
#define MS_SYNC 4
#endif
#ifdef __cplusplus
extern "C" {
#endif
int madvise(void *, size_t, int);
int posix_madvise(void *, size_t, int);
int msync(void *, size_t, int);
int mprotect(void *, size_t, int);
int mlock(const void *, size_t);
int munlock(const void *, size_t);
int mlockall(int);
int munlockall(void);
#ifdef __cplusplus
}
#endif
#endif
