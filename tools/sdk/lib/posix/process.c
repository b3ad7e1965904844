/* Processes other than the guest: there are none, and none can be made. */
#include <dlfcn.h>
#include <execinfo.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/shm.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unavailable.h"

UNAVAILABLE(ENOSYS, pid_t, fork, (void))
UNAVAILABLE(ENOSYS, pid_t, vfork, (void))
UNAVAILABLE(ENOSYS, int, execv, (const char *path, char *const arguments[]))
UNAVAILABLE(ENOSYS, int, execve, (const char *path, char *const arguments[], char *const environment[]))
UNAVAILABLE(ENOSYS, int, execvp, (const char *file, char *const arguments[]))
UNAVAILABLE(ENOSYS, int, execl, (const char *path, const char *argument, ...))
UNAVAILABLE(ENOSYS, int, execlp, (const char *file, const char *argument, ...))
UNAVAILABLE(ENOSYS, int, execle, (const char *path, const char *argument, ...))
UNAVAILABLE(ENOSYS, int, daemon, (int keepFolder, int keepStreams))
UNAVAILABLE(ECHILD, pid_t, wait, (int *status))
UNAVAILABLE(ECHILD, pid_t, waitpid, (pid_t process, int *status, int options))
UNAVAILABLE_POINTER(ENOSYS, FILE *, popen, (const char *command, const char *mode))
UNAVAILABLE(ECHILD, int, pclose, (FILE *stream))
UNAVAILABLE(EPERM, int, chroot, (const char *path))

/* These return the error. What would be done in the new process is taken, and forgotten. */
int posix_spawn(pid_t *restrict process, const char *restrict path, const posix_spawn_file_actions_t *actions,
                const posix_spawnattr_t *restrict attributes, char *const *restrict arguments,
                char *const *restrict environment) {
  return ENOSYS;
}
int posix_spawnp(pid_t *restrict process, const char *restrict file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *restrict attributes, char *const *restrict arguments,
                 char *const *restrict environment) {
  return ENOSYS;
}
WITHOUT_EFFECT(int, posix_spawnattr_init, (posix_spawnattr_t *attributes))
WITHOUT_EFFECT(int, posix_spawnattr_destroy, (posix_spawnattr_t *attributes))
WITHOUT_EFFECT(int, posix_spawnattr_setflags, (posix_spawnattr_t *attributes, short flags))
WITHOUT_EFFECT(int, posix_spawn_file_actions_init, (posix_spawn_file_actions_t *actions))
WITHOUT_EFFECT(int, posix_spawn_file_actions_destroy, (posix_spawn_file_actions_t *actions))
WITHOUT_EFFECT(int, posix_spawn_file_actions_addopen,
               (posix_spawn_file_actions_t *restrict actions, int file, const char *restrict path, int flags, mode_t mode))
WITHOUT_EFFECT(int, posix_spawn_file_actions_addclose, (posix_spawn_file_actions_t *actions, int file))
WITHOUT_EFFECT(int, posix_spawn_file_actions_adddup2, (posix_spawn_file_actions_t *actions, int from, int to))

/* Memory shared with processes. */
UNAVAILABLE(ENOSYS, key_t, ftok, (const char *path, int project))
UNAVAILABLE(ENOSYS, int, shmget, (key_t key, size_t size, int flags))
UNAVAILABLE(ENOSYS, void *, shmat, (int segment, const void *address, int flags))
UNAVAILABLE(ENOSYS, int, shmdt, (const void *address))
UNAVAILABLE(ENOSYS, int, shmctl, (int segment, int command, struct shmid_ds *status))

/* Without a command: whether there is a shell. */
int system(const char *command) {
  if (!command)
    return 0;
  errno = ENOSYS;
  return -1;
}

/* Timers that would end in a signal. alarm cannot say that it fails: no alarm was set, none goes off. */
WITHOUT_EFFECT(unsigned, alarm, (unsigned seconds))
WITHOUT_EFFECT(unsigned, ualarm, (unsigned microseconds, unsigned interval))
UNAVAILABLE(ENOSYS, int, setitimer, (int which, const struct itimerval *restrict value, struct itimerval *restrict old))
UNAVAILABLE(ENOSYS, int, getitimer, (int which, struct itimerval *value))
UNAVAILABLE(ENOSYS, int, pause, (void))

/* Limits and priorities. */
int getrlimit(int resource, struct rlimit *limit) {
  *limit = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
  return 0;
}
UNAVAILABLE(EPERM, int, setrlimit, (int resource, const struct rlimit *limit))
WITHOUT_EFFECT(int, getpriority, (int which, id_t who))
UNAVAILABLE(EPERM, int, setpriority, (int which, id_t who, int priority))
UNAVAILABLE(EPERM, int, nice, (int increment))
WITHOUT_EFFECT(int, sched_get_priority_max, (int policy))
WITHOUT_EFFECT(int, sched_get_priority_min, (int policy))
WITHOUT_EFFECT(int, sched_getscheduler, (pid_t process))
UNAVAILABLE(EPERM, int, sched_setscheduler, (pid_t process, int policy, const struct sched_param *parameters))
int sched_getparam(pid_t process, struct sched_param *parameters) {
  parameters->sched_priority = 0;
  return 0;
}
UNAVAILABLE(ENOSYS, int, sched_getcpu, (void))
UNAVAILABLE(ENOSYS, int, sched_getaffinity, (pid_t process, size_t size, cpu_set_t *cpus))
UNAVAILABLE(ENOSYS, int, sched_setaffinity, (pid_t process, size_t size, const cpu_set_t *cpus))
int wasmpi_count_cpus(const cpu_set_t *set) {
  int count = 0;
  for (size_t i = 0; i < sizeof set->bits / sizeof set->bits[0]; i++)
    count += __builtin_popcountl(set->bits[i]);
  return count;
}
UNAVAILABLE(ENOSYS, int, sysinfo, (struct sysinfo *result))
UNAVAILABLE(ENOSYS, int, getloadavg, (double *averages, int count))

/* Dynamic loading and backtraces. */
static char *loadError;
void *dlopen(const char *file, int flags) {
  loadError = "a WebAssembly guest is one module and loads no other";
  return NULL;
}
void *dlsym(void *restrict handle, const char *restrict name) { return dlopen(name, 0); }
int dlclose(void *handle) { return dlopen(NULL, 0) == NULL; }
char *dlerror(void) {
  char *error = loadError;
  loadError = NULL;
  return error;
}
WITHOUT_EFFECT(int, backtrace, (void **frames, int size))
UNAVAILABLE_POINTER(ENOSYS, char **, backtrace_symbols, (void *const *frames, int size))
void backtrace_symbols_fd(void *const *frames, int size, int descriptor) {}
