/* BSD's err.h and GNU's error.h: the program's name, a message, the error, and for some the end. */
#include <err.h>
#include <errno.h>
#include <error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void tell(const char *name, const char *format, va_list arguments, const char *error) {
  fprintf(stderr, "%s: ", name);
  if (format)
    vfprintf(stderr, format, arguments);
  fprintf(stderr, "%s%s\n", format && error ? ": " : "", error ? error : "");
}

void vwarn(const char *format, va_list arguments) { tell(program_invocation_short_name, format, arguments, strerror(errno)); }
void vwarnx(const char *format, va_list arguments) { tell(program_invocation_short_name, format, arguments, NULL); }
void verr(int status, const char *format, va_list arguments) {
  vwarn(format, arguments);
  exit(status);
}
void verrx(int status, const char *format, va_list arguments) {
  vwarnx(format, arguments);
  exit(status);
}

#define WITH_ARGUMENTS(call) \
  va_list arguments; \
  va_start(arguments, format); \
  call; \
  va_end(arguments)

void warn(const char *format, ...) { WITH_ARGUMENTS(vwarn(format, arguments)); }
void warnx(const char *format, ...) { WITH_ARGUMENTS(vwarnx(format, arguments)); }
void err(int status, const char *format, ...) {
  WITH_ARGUMENTS(verr(status, format, arguments));
}
void errx(int status, const char *format, ...) {
  WITH_ARGUMENTS(verrx(status, format, arguments));
}

void error(int status, int number, const char *format, ...) {
  fflush(stdout);
  WITH_ARGUMENTS(tell(program_invocation_name, format, arguments, number ? strerror(number) : NULL));
  if (status)
    exit(status);
}
