/* What wasi-libc's signal.h leaves out. A guest is sent signals by itself only (raise, kill of its own process): handlers run, masks are
   kept but hold nothing back. */
#include_next <signal.h>
#if !defined(WASMPI_POSIX_SIGNAL_H) && !defined(__STRICT_ANSI__)
#define WASMPI_POSIX_SIGNAL_H
#include <sys/types.h>
#include <time.h>
#ifdef __cplusplus
extern "C" {
#endif

#include <__typedef_sigset_t.h>

#define SIG_BLOCK 0
#define SIG_UNBLOCK 1
#define SIG_SETMASK 2

union sigval {
  int sival_int;
  void *sival_ptr;
};
typedef struct {
  int si_signo, si_errno, si_code;
  pid_t si_pid;
  uid_t si_uid;
  void *si_addr;
  int si_status;
  union sigval si_value;
} siginfo_t;

struct sigaction {
  union {
    void (*sa_handler)(int);
    void (*sa_sigaction)(int, siginfo_t *, void *);
  } handler_of_wasmpi;
  sigset_t sa_mask;
  int sa_flags;
};
#define sa_handler handler_of_wasmpi.sa_handler
#define sa_sigaction handler_of_wasmpi.sa_sigaction

#define SA_NOCLDSTOP 1
#define SA_NOCLDWAIT 2
#define SA_SIGINFO 4
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000
#define SA_NODEFER 0x40000000
#define SA_RESETHAND 0x80000000

int sigaction(int, const struct sigaction *__restrict, struct sigaction *__restrict);
int sigprocmask(int, const sigset_t *__restrict, sigset_t *__restrict);
int pthread_sigmask(int, const sigset_t *__restrict, sigset_t *__restrict);
int sigpending(sigset_t *);
int sigemptyset(sigset_t *);
int sigfillset(sigset_t *);
int sigaddset(sigset_t *, int);
int sigdelset(sigset_t *, int);
int sigismember(const sigset_t *, int);
int siginterrupt(int, int);
int kill(pid_t, int);
int killpg(pid_t, int);

#ifdef __cplusplus
}
#endif
#endif
