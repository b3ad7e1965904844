// wasm-only: ok
// What a guest cannot do fails with the error the SDK's README names, and does nothing else.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <termios.h>
#include <unistd.h>
#include <wait.h>

static int failures;
#define FAILS(call, error) \
  do { \
    errno = 0; \
    if ((call) != -1 || errno != (error)) { \
      printf("%s: errno %d\n", #call, errno); \
      failures++; \
    } \
  } while (0)
#define HOLDS(condition) \
  do { \
    if (!(condition)) { \
      printf("not so: %s\n", #condition); \
      failures++; \
    } \
  } while (0)

static void *run(void *argument) { return argument; }

int main(void) {
  int ends[2];
  struct statvfs status;
  struct termios settings;
  struct itimerval timer = {0};
  pthread_t thread;
  FAILS(fork(), ENOSYS);
  FAILS(execvp("ls", (char *[]){"ls", NULL}), ENOSYS);
  FAILS(system("true"), ENOSYS);
  HOLDS(system(NULL) == 0);
  HOLDS(popen("true", "r") == NULL && errno == ENOSYS);
  FAILS(pipe(ends), ENOSYS);
  FAILS(dup(1), ENOSYS);
  FAILS(dup2(1, 7), ENOSYS);
  HOLDS(dup2(1, 1) == 1);
  FAILS(chmod("x", 0600), ENOSYS);
  FAILS(chown("x", 1, 1), ENOSYS);
  FAILS(flock(1, LOCK_EX), ENOSYS);
  FAILS(lockf(1, F_LOCK, 0), ENOSYS);
  FAILS(statvfs("/", &status), ENOSYS);
  FAILS(tcgetattr(0, &settings), ENOTTY);
  FAILS(setitimer(ITIMER_REAL, &timer, NULL), ENOSYS);
  FAILS(socket(AF_INET, SOCK_STREAM, 0), ENOSYS);
  FAILS(shmget(IPC_PRIVATE, 4096, IPC_CREAT | 0600), ENOSYS);
  HOLDS(shmat(0, NULL, 0) == (void *)-1 && errno == ENOSYS);
  HOLDS(posix_spawnp(NULL, "ls", NULL, NULL, (char *[]){"ls", NULL}, NULL) == ENOSYS);
  FAILS(wait(NULL), ECHILD);
  FAILS(setuid(0), EPERM);
  FAILS(kill(1, 9), ESRCH);
  FAILS(shm_open("x", O_RDWR, 0), ENOSYS);
  HOLDS(gethostbyname("localhost") == NULL && h_errno == HOST_NOT_FOUND);
  HOLDS(dlopen("libm.so", RTLD_NOW) == NULL && strstr(dlerror(), "one module") && dlerror() == NULL);
  HOLDS(pthread_create(&thread, NULL, run, NULL) == EAGAIN);
  puts(failures ? "failed" : "ok");
  return failures;
}
