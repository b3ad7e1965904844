/* Modes: WASI's files have none; chmod and mknod fail with ENOSYS, umask is remembered. */
#include_next <sys/stat.h>
#ifndef WASMPI_POSIX_SYS_STAT_H
#define WASMPI_POSIX_SYS_STAT_H
#ifdef __cplusplus
extern "C" {
#endif
int chmod(const char *, mode_t);
int fchmod(int, mode_t);
mode_t umask(mode_t);
int mkfifo(const char *, mode_t);
int mknod(const char *, mode_t, dev_t);
#ifdef __cplusplus
}
#endif
#endif
