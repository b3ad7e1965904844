/* Sets of signals, and sigaction over wasi-libc's signal(): handlers run when the guest raises the signal itself. */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

enum { kLastSignal = 64 };

static sigset_t bitOf(int number) { return 1ULL << (number - 1); }

static int isSignal(int number) {
  if (number >= 1 && number <= kLastSignal)
    return 1;
  errno = EINVAL;
  return 0;
}

int sigemptyset(sigset_t *set) { return *set = 0, 0; }
int sigfillset(sigset_t *set) { return *set = ~0ULL, 0; }
int sigaddset(sigset_t *set, int number) { return isSignal(number) ? *set |= bitOf(number), 0 : -1; }
int sigdelset(sigset_t *set, int number) { return isSignal(number) ? *set &= ~bitOf(number), 0 : -1; }
int sigismember(const sigset_t *set, int number) { return isSignal(number) ? (*set & bitOf(number)) != 0 : -1; }

static sigset_t blocked;

int sigprocmask(int how, const sigset_t *restrict set, sigset_t *restrict old) {
  const sigset_t before = blocked;
  if (set && how == SIG_BLOCK)
    blocked |= *set;
  else if (set && how == SIG_UNBLOCK)
    blocked &= ~*set;
  else if (set && how == SIG_SETMASK)
    blocked = *set;
  else if (set)
    return errno = EINVAL, -1;
  if (old)
    *old = before;
  return 0;
}
int pthread_sigmask(int how, const sigset_t *restrict set, sigset_t *restrict old) {
  return sigprocmask(how, set, old) == 0 ? 0 : EINVAL;
}
int sigpending(sigset_t *set) { return sigemptyset(set); }
int siginterrupt(int number, int flag) { return isSignal(number) ? (void)flag, 0 : -1; }

static struct sigaction actions[kLastSignal + 1];

/* What signal() calls for a handler that wants to know more. */
static void callWithInformation(int number) {
  siginfo_t information = {.si_signo = number, .si_pid = getpid(), .si_uid = getuid()};
  actions[number].sa_sigaction(number, &information, NULL);
}

int sigaction(int number, const struct sigaction *restrict action, struct sigaction *restrict old) {
  if (!isSignal(number) || number == SIGKILL || number == SIGSTOP)
    return errno = EINVAL, -1;
  const struct sigaction before = actions[number];
  if (action) {
    void (*handler)(int) = action->sa_flags & SA_SIGINFO ? callWithInformation : action->sa_handler;
    if (signal(number, handler) == SIG_ERR)
      return -1;
    actions[number] = *action;
  }
  if (old)
    *old = before;
  return 0;
}

int kill(pid_t process, int number) {
  if (process != getpid() && process != 0)
    return errno = process > 0 ? ESRCH : EPERM, -1;
  if (number == 0)
    return 0;
  return isSignal(number) ? raise(number) : -1;
}
int killpg(pid_t group, int number) { return kill(group, number); }
