/* Text: streams that no other thread can disturb, the system log, time zones, GNU's basename, flags of floating-point exceptions. */
#include <fenv.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <time.h>

#include "unavailable.h"

void flockfile(FILE *stream) {}
void funlockfile(FILE *stream) {}
WITHOUT_EFFECT(int, ftrylockfile, (FILE *stream))

char *tzname[2] = {"UTC", "UTC"};
long timezone;
int daylight;
void tzset(void) {}

char *gnuBasename(const char *path) __asm__("wasmpi_gnu_basename");
char *gnuBasename(const char *path) {
  const char *slash = strrchr(path, '/');
  return (char *)(slash ? slash + 1 : path);
}

static const char *logName = "";
static int logOptions, logMask = 0xff;

void openlog(const char *name, int options, int facility) {
  logName = name ? name : "";
  logOptions = options;
}
void closelog(void) { openlog("", 0, 0); }
int setlogmask(int mask) {
  const int before = logMask;
  logMask = mask ? mask : before;
  return before;
}
void vsyslog(int priority, const char *format, va_list arguments) {
  if (!(logOptions & LOG_PERROR) || !(logMask & LOG_MASK(priority & 7)))
    return;
  fprintf(stderr, "%s%s", logName, *logName ? ": " : "");
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
}
void syslog(int priority, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsyslog(priority, format, arguments);
  va_end(arguments);
}

/* No operation traps on an exception flag, and none can be made to. */
int feenableexcept(int flags) { return flags ? -1 : 0; }
WITHOUT_EFFECT(int, fedisableexcept, (int flags))
WITHOUT_EFFECT(int, fegetexcept, (void))
