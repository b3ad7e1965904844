// Programs that use functions of MPI-4, which not every library has: natively they are not called then, as Wasm they
// return an error that says so, and both print the same.
#pragma once

#include "support.h"

#if defined __wasm__ || MPI_VERSION >= 4
#define LACKS_VERSION_4 0
#else
#define LACKS_VERSION_4 1
#endif

/// Whether the call was made; anything but success and a function that is not there is a failed check.
__attribute__((unused)) static int isThere(const char *name, int code) {
  int errorClass = -1;
  MPI_Error_class(code, &errorClass);
  CHECK(errorClass == MPI_SUCCESS || errorClass == MPI_ERR_UNSUPPORTED_OPERATION);
  if (errorClass != MPI_SUCCESS) say("%s: not in this library", name);
  return errorClass == MPI_SUCCESS;
}
