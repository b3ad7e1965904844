// For test programs: errors by name, since native and guest numbers and texts differ.
#pragma once

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline const char *error_name(int error) {
  static const struct {
    int number;
    const char *name;
  } kNames[] = {{0, "success"},
                {EACCES, "EACCES"},
                {EBADF, "EBADF"},
                {EEXIST, "EEXIST"},
                {EINVAL, "EINVAL"},
                {EIO, "EIO"},
                {EISDIR, "EISDIR"},
                {ELOOP, "ELOOP"},
                {ENAMETOOLONG, "ENAMETOOLONG"},
                {ENOENT, "ENOENT"},
                {ENOTDIR, "ENOTDIR"},
                {ENOTEMPTY, "ENOTEMPTY"},
                {ENOTSUP, "ENOTSUP"},
                {ENOTTY, "ENOTTY"},
                {EPERM, "EPERM"},
                {EPIPE, "EPIPE"},
                {ESPIPE, "ESPIPE"},
                {EXDEV, "EXDEV"}};
  for (size_t i = 0; i < sizeof(kNames) / sizeof(kNames[0]); ++i)
    if (kNames[i].number == error)
      return kNames[i].name;
  return "another error";
}

/// Prints what a call came to: its result, or the error's name.
#define SHOW(call)                                                                                 \
  do {                                                                                             \
    errno = 0;                                                                                     \
    const long long result_ = (long long)(call);                                                   \
    if (result_ == -1)                                                                             \
      printf("%s: %s\n", #call, error_name(errno));                                                \
    else                                                                                           \
      printf("%s: %lld\n", #call, result_);                                                        \
  } while (0)

/// Ends the program if the condition does not hold.
#define REQUIRE(condition)                                                                         \
  do {                                                                                             \
    if (!(condition)) {                                                                            \
      printf("%s:%d: not so: %s (%s)\n", __FILE__, __LINE__, #condition, error_name(errno));       \
      exit(1);                                                                                     \
    }                                                                                              \
  } while (0)
