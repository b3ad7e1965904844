/* What the host tells of the process, through the module "wasmpi" (hostcalls/system). */
#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#define HOST(name) __attribute__((import_module("wasmpi"), import_name(name)))

struct host_usage {
  int64_t user, system; /* microseconds */
  int64_t maxResident;  /* KiB */
  int64_t minorFaults, majorFaults, blocksRead, blocksWritten, voluntarySwitches, involuntarySwitches;
};

extern int host_gethostname(char *name, size_t size) HOST("gethostname");
extern int host_process_id(void) HOST("process_id");
extern int host_parent_process_id(void) HOST("parent_process_id");
extern int host_resource_usage(int who, struct host_usage *result) HOST("resource_usage");

int gethostname(char *name, size_t size) {
  if (host_gethostname(name, size) == 0)
    return 0;
  errno = ENAMETOOLONG;
  return -1;
}

int getdomainname(char *name, size_t size) {
  if (size > 0)
    name[0] = '\0';
  return 0;
}

/* A number that differs between hosts, as good as their names do. */
long gethostid(void) {
  char name[256] = "";
  uint32_t hash = 2166136261u;
  gethostname(name, sizeof name);
  for (const char *c = name; *c; c++)
    hash = (hash ^ (unsigned char)*c) * 16777619u;
  return (long)hash;
}

pid_t getpid(void) { return host_process_id(); }
pid_t getppid(void) { return host_parent_process_id(); }
pid_t gettid(void) { return getpid(); }
pid_t getpgrp(void) { return getpid(); }
pid_t getpgid(pid_t process) { return process == 0 ? getpid() : process; }
pid_t getsid(pid_t process) { return getpgid(process); }
pid_t setsid(void) {
  errno = EPERM;
  return -1;
}
int setpgid(pid_t process, pid_t group) {
  if ((process == 0 || process == getpid()) && (group == 0 || group == getpid()))
    return 0;
  errno = EPERM;
  return -1;
}

long syscall(long number, ...) {
  if (number == SYS_getpid || number == SYS_gettid)
    return getpid();
  errno = ENOSYS;
  return -1;
}

static struct timeval timeOf(int64_t microseconds) {
  return (struct timeval){.tv_sec = microseconds / 1000000, .tv_usec = microseconds % 1000000};
}

int getrusage(int who, struct rusage *usage) {
  struct host_usage host;
  const int hostWho = who == RUSAGE_SELF ? 0 : who == RUSAGE_CHILDREN ? -1 : 1;
  if (host_resource_usage(hostWho, &host) != 0) {
    errno = EINVAL;
    return -1;
  }
  *usage = (struct rusage){.ru_utime = timeOf(host.user), .ru_stime = timeOf(host.system),
                           .ru_maxrss = (long)host.maxResident, .ru_minflt = (long)host.minorFaults,
                           .ru_majflt = (long)host.majorFaults, .ru_inblock = (long)host.blocksRead,
                           .ru_oublock = (long)host.blocksWritten, .ru_nvcsw = (long)host.voluntarySwitches,
                           .ru_nivcsw = (long)host.involuntarySwitches};
  return 0;
}

/* clock_t counts nanoseconds here (CLOCKS_PER_SEC is 1e9), and sysconf(_SC_CLK_TCK) says as much. */
clock_t times(struct tms *result) {
  struct host_usage host;
  struct timespec now;
  if (host_resource_usage(0, &host) != 0 || clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
    errno = EINVAL;
    return (clock_t)-1;
  }
  if (result)
    *result = (struct tms){.tms_utime = host.user * 1000, .tms_stime = host.system * 1000};
  return (clock_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
