/* Starts a program again and again and tells, for each time, how long the process lived, for how
 * much of that it had a processor, and how much memory.
 *
 *   spawn_timer TIMES PROGRAM [ARGUMENT...]      prints TIMES lines: nanoseconds, of these on a processor, kibibytes
 *
 * Why not from Python: starting a process there costs more than a hello world lives, and the kernel counts the
 * starter's own pages in the child's ru_maxrss. This program is small, so that neither matters.
 * The child's output goes to /dev/null. Ends with 1, and says so, when the program cannot be run or fails.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static long long nowNanoseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static long long nanoseconds(struct timeval time) { return time.tv_sec * 1000000000LL + time.tv_usec * 1000LL; }

/* Runs argv once; returns 0 if it ended with exit status 0. */
static int runOnce(char **argv, posix_spawn_file_actions_t *actions) {
  const long long start = nowNanoseconds();
  pid_t child;
  const int error = posix_spawnp(&child, argv[0], actions, NULL, argv, environ);
  if (error != 0) {
    fprintf(stderr, "spawn_timer: cannot start '%s': %s\n", argv[0], strerror(error));
    return 1;
  }
  int status;
  struct rusage usage;
  while (wait4(child, &status, 0, &usage) < 0)
    if (errno != EINTR) {
      fprintf(stderr, "spawn_timer: cannot wait for '%s': %s\n", argv[0], strerror(errno));
      return 1;
    }
  const long long elapsed = nowNanoseconds() - start;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fprintf(stderr, "spawn_timer: '%s' ended with %s %d\n", argv[0], WIFEXITED(status) ? "exit status" : "signal",
            WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    return 1;
  }
  printf("%lld %lld %ld\n", elapsed, nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime), usage.ru_maxrss);
  return 0;
}

int main(int argc, char **argv) {
  char *end = NULL;
  const long times = argc > 2 ? strtol(argv[1], &end, 10) : 0;
  if (times < 1 || *end != '\0') {
    fprintf(stderr, "usage: spawn_timer TIMES PROGRAM [ARGUMENT...]\n");
    return 2;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  for (long i = 0; i < times; ++i)
    if (runOnce(argv + 2, &actions) != 0)
      return 1;
  return 0;
}
