/* Limits under their Linux name. */
#ifndef WASMPI_POSIX_LINUX_LIMITS_H
#define WASMPI_POSIX_LINUX_LIMITS_H
#include <limits.h>
#ifndef PATH_MAX
#define PATH_MAX 4096
#endif
#ifndef NAME_MAX
#define NAME_MAX 255
#endif
#endif
