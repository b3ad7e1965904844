/* What wasi-libc's unistd.h leaves out (POSIX 2008); lib/posix says of each whether it works or fails with ENOSYS. */
#include_next <unistd.h>
#ifndef WASMPI_POSIX_UNISTD_H
#define WASMPI_POSIX_UNISTD_H
#include <sys/types.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Identity: of no particular user. */
uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
int setuid(uid_t);
int seteuid(uid_t);
int setgid(gid_t);
int setegid(gid_t);
int getgroups(int, gid_t *);
char *getlogin(void);
int getlogin_r(char *, size_t);
int gethostname(char *, size_t);
long gethostid(void);
int getdomainname(char *, size_t);

/* Processes: there is one. */
pid_t getppid(void);
pid_t gettid(void);
pid_t getpgrp(void);
pid_t getpgid(pid_t);
pid_t getsid(pid_t);
pid_t setsid(void);
int setpgid(pid_t, pid_t);
pid_t fork(void);
pid_t vfork(void);
int execv(const char *, char *const[]);
int execve(const char *, char *const[], char *const[]);
int execvp(const char *, char *const[]);
int execl(const char *, const char *, ...);
int execlp(const char *, const char *, ...);
int execle(const char *, const char *, ...);
int nice(int);
unsigned alarm(unsigned);
unsigned ualarm(unsigned, unsigned);
int pause(void);
int daemon(int, int);

/* Descriptors and files. */
int pipe(int[2]);
int dup(int);
int dup2(int, int);
int chown(const char *, uid_t, gid_t);
int fchown(int, uid_t, gid_t);
int lchown(const char *, uid_t, gid_t);
int fchdir(int);
int chroot(const char *);
int lockf(int, int, off_t);
int truncate(const char *, off_t);
void sync(void);
char *ttyname(int);
char *get_current_dir_name(void);
int getdtablesize(void);

int getpagesize(void);
int brk(void *);
long syscall(long, ...);

#ifndef F_ULOCK
#define F_ULOCK 0
#define F_LOCK 1
#define F_TLOCK 2
#define F_TEST 3
#endif

#ifdef __cplusplus
}
#endif
#endif
