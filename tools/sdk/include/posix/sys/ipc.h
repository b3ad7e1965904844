/* System V's keys: there is nothing to name by them; ftok fails with ENOSYS. */
#ifndef WASMPI_POSIX_SYS_IPC_H
#define WASMPI_POSIX_SYS_IPC_H
#include <sys/types.h>
#define IPC_PRIVATE ((key_t)0)
#define IPC_CREAT 01000
#define IPC_EXCL 02000
#define IPC_NOWAIT 04000
#define IPC_RMID 0
#define IPC_SET 1
#define IPC_STAT 2
#ifdef __cplusplus
extern "C" {
#endif
key_t ftok(const char *, int);
#ifdef __cplusplus
}
#endif
#endif
