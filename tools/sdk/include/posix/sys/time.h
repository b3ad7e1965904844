/* Interval timers: there are none; setitimer fails with ENOSYS. */
#include_next <sys/time.h>
#ifndef WASMPI_POSIX_SYS_TIME_H
#define WASMPI_POSIX_SYS_TIME_H
#ifndef ITIMER_REAL
#define ITIMER_REAL 0
#define ITIMER_VIRTUAL 1
#define ITIMER_PROF 2
#endif
#ifdef __cplusplus
extern "C" {
#endif
struct itimerval {
  struct timeval it_interval, it_value;
};
int getitimer(int, struct itimerval *);
int setitimer(int, const struct itimerval *__restrict, struct itimerval *__restrict);
#ifdef __cplusplus
}
#endif
#endif
