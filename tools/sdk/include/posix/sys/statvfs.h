/* File systems: WASI tells nothing of them; statvfs fails with ENOSYS. */
#ifndef WASMPI_POSIX_SYS_STATVFS_H
#define WASMPI_POSIX_SYS_STATVFS_H
#define __NEED_fsblkcnt_t
#define __NEED_fsfilcnt_t
#include <bits/alltypes.h>
#define ST_RDONLY 1
#define ST_NOSUID 2
#ifdef __cplusplus
extern "C" {
#endif
struct statvfs {
  unsigned long f_bsize, f_frsize;
  fsblkcnt_t f_blocks, f_bfree, f_bavail;
  fsfilcnt_t f_files, f_ffree, f_favail;
  unsigned long f_fsid, f_flag, f_namemax;
};
int statvfs(const char *__restrict, struct statvfs *__restrict);
int fstatvfs(int, struct statvfs *);
#ifdef __cplusplus
}
#endif
#endif
