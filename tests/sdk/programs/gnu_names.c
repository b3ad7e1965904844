// Names of Linux and GNU that programs take for granted: both say alike what they are good for.
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <error.h>
#include <fcntl.h>
#include <libgen.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <time.h>
#include <unistd.h>

static void clocks(void) {
  static const char *const kNames[] = {"raw", "monotonic, coarse", "boot", "real, coarse"};
  const clockid_t ids[] = {CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME, CLOCK_REALTIME_COARSE};
  for (int i = 0; i < 4; i++) {
    struct timespec first, second;
    const int failed = clock_gettime(ids[i], &first) | clock_gettime(ids[i], &second);
    printf("%s: %d %d\n", kNames[i], failed,
           second.tv_sec > first.tv_sec || (second.tv_sec == first.tv_sec && second.tv_nsec >= first.tv_nsec));
  }
}

static void cleanUp(void *text) { printf("cleaned up: %s\n", (char *)text); }

static void threads(void) {
  int old;
  printf("cancelling %d", pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old));
  printf(" %d %d\n", old == PTHREAD_CANCEL_ENABLE, pthread_setname_np(pthread_self(), "main"));
  pthread_cleanup_push(cleanUp, "first");
  pthread_cleanup_push(cleanUp, "second");
  pthread_cleanup_pop(0);
  pthread_cleanup_pop(1);
}

static void memory(void) {
  void *block = malloc(100000);
  printf("mallopt %d", mallopt(M_MMAP_THRESHOLD, 1 << 20));
  printf(", arena %d\n", mallinfo2().arena > 0);
  free(block);
}

int main(void) {
  char path[] = "/usr/lib/";
  printf("basename %s", basename(path));
  strcpy(path, "/usr/lib/");
  printf(", dirname %s\n", dirname(path));
  clocks();
  threads();
  memory();
  printf("one thread: %d %d\n", gettid() == getpid(), syscall(SYS_gettid) == getpid());
  struct rusage usage;
  printf("usage %d, processors %d\n", getrusage(RUSAGE_THREAD, &usage), get_nprocs() > 0 && get_nprocs_conf() > 0);
  char bytes[16] = {0};
  printf("random %zd\n", getrandom(bytes, sizeof bytes, 0));
  char name[] = "made.XXXXXX";
  const int file = mkostemp(name, O_APPEND);
  printf("made %d, appends %d, removed %d\n", file > 2, (fcntl(file, F_GETFL) & O_APPEND) != 0, unlink(name));
  char *here = get_current_dir_name(), *same = getcwd(NULL, 0);
  printf("here %d\n", here && strcmp(here, same) == 0);
  struct winsize size;
  printf("terminal %d\n", ioctl(1, TIOCGWINSZ, &size));
  printf("called gnu_names: %d %d\n", strncmp(program_invocation_short_name, "gnu_names.", 10) == 0,
         strstr(program_invocation_name, program_invocation_short_name) != NULL);
  fflush(stdout);
  program_invocation_name = program_invocation_short_name = "test";
  errno = ENOENT;
  warn("a file is %s", "needed");
  error(0, ENOENT, "cannot open %d", 1);
  errx(0, "that is %d", 42);
}
