// env: USER=ada
// env: HOME=/home/ada
// Who and where the program is, and that there is nobody else: what both can say alike.
#define _GNU_SOURCE
#include <errno.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern int errno; // as programs before C89 have it

static volatile double sink;

int main(void) {
  char host[256] = "";
  printf("gethostname %d,", gethostname(host, sizeof host));
  printf(" a name: %d\n", host[0] != '\0');

  printf("process %d, parent %d, group %d\n", getpid() > 0, getppid() > 0 && getppid() != getpid(), getpgrp() > 0);

  for (int i = 0; i < 3000000; i++)
    sink += i;
  struct rusage usage;
  printf("getrusage %d:", getrusage(RUSAGE_SELF, &usage));
  printf(" time %d, memory %d\n",
         usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec > 0, usage.ru_maxrss > 100);
  errno = 0;
  printf("getrusage of nonsense %d,", getrusage(77, &usage));
  printf(" %d\n", errno == EINVAL);
  struct tms times_;
  printf("times %d", times(&times_) != (clock_t)-1);
  printf(" %d\n", times_.tms_utime + times_.tms_stime >= 0);
  printf("clock %d\n", clock() > 0);

  struct rlimit limit;
  printf("getrlimit %d\n", getrlimit(RLIMIT_STACK, &limit));
  errno = 0;
  printf("wait %d,", wait(NULL));
  printf(" %d\n", errno == ECHILD);
  printf("kill myself with nothing %d\n", kill(getpid(), 0));
  printf("page size is a power of two: %d\n", getpagesize() > 0 && (getpagesize() & (getpagesize() - 1)) == 0);
  printf("a user: %d\n", getpwuid(getuid()) != NULL && getpwuid(getuid())->pw_name[0] != '\0');

  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(3, &set);
  CPU_SET(70, &set);
  CPU_CLR(3, &set);
  printf("cpu sets: %d %d %d\n", CPU_COUNT(&set), CPU_ISSET(70, &set) != 0, CPU_ISSET(3, &set) != 0);
  printf("basename: %s\n", basename("/usr/lib/x"));
  return 0;
}
