/* Rows for functions that a guest has for the sake of linking and that always fail: UNAVAILABLE(EPERM, int, setuid, (uid_t user)). */
#ifndef WASMPI_UNAVAILABLE_H
#define WASMPI_UNAVAILABLE_H
#include <errno.h>

#pragma clang diagnostic ignored "-Wunused-parameter"

/* Returns -1, or the null pointer that a cast of 0 is, with errno set. */
#define UNAVAILABLE(error, type, name, parameters) \
  type name parameters { \
    errno = (error); \
    return (type)-1; \
  }
#define UNAVAILABLE_POINTER(error, type, name, parameters) \
  type name parameters { \
    errno = (error); \
    return NULL; \
  }
/* Has nothing to do here, and succeeds. */
#define WITHOUT_EFFECT(type, name, parameters) \
  type name parameters { return (type)0; }
#endif
