/* The system calls that programs make by number: who they are. syscall fails with ENOSYS for all others. */
#include_next <sys/syscall.h>
#ifndef WASMPI_POSIX_SYS_SYSCALL_H
#define WASMPI_POSIX_SYS_SYSCALL_H
#define __NR_getpid 39
#define __NR_gettid 186
#define SYS_getpid __NR_getpid
#define SYS_gettid __NR_gettid
#endif
