/* struct rusage with the members of Linux; wasi-libc's has the two times only. */
#ifndef __wasilibc___struct_rusage_h
#define __wasilibc___struct_rusage_h
#include <__struct_timeval.h>

struct rusage {
  struct timeval ru_utime, ru_stime;
  long ru_maxrss; /* KiB */
  long ru_ixrss, ru_idrss, ru_isrss;
  long ru_minflt, ru_majflt, ru_nswap;
  long ru_inblock, ru_oublock;
  long ru_msgsnd, ru_msgrcv, ru_nsignals;
  long ru_nvcsw, ru_nivcsw;
};
#endif
