/* File systems under the name of Linux: statfs fails with ENOSYS. */
#ifndef WASMPI_POSIX_SYS_STATFS_H
#define WASMPI_POSIX_SYS_STATFS_H
#include <sys/statvfs.h>
#ifdef __cplusplus
extern "C" {
#endif
typedef struct {
  int words[2];
} fsid_t;
struct statfs {
  unsigned long f_type, f_bsize;
  fsblkcnt_t f_blocks, f_bfree, f_bavail;
  fsfilcnt_t f_files, f_ffree;
  fsid_t f_fsid;
  unsigned long f_namelen, f_frsize, f_flags;
};
int statfs(const char *, struct statfs *);
int fstatfs(int, struct statfs *);
#ifdef __cplusplus
}
#endif
#endif
