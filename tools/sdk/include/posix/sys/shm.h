/* System V's shared memory: there is none beside MPI_Win_allocate_shared; all of it fails with ENOSYS. */
#ifndef WASMPI_POSIX_SYS_SHM_H
#define WASMPI_POSIX_SYS_SHM_H
#include <stddef.h>
#include <sys/ipc.h>
#define SHM_RDONLY 010000
#define SHM_RND 020000
#ifdef __cplusplus
extern "C" {
#endif
struct shmid_ds {
  size_t shm_segsz;
  pid_t shm_lpid, shm_cpid;
  unsigned long shm_nattch;
};
int shmget(key_t, size_t, int);
void *shmat(int, const void *, int);
int shmdt(const void *);
int shmctl(int, int, struct shmid_ds *);
#ifdef __cplusplus
}
#endif
#endif
