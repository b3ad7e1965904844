// What the bad-input programs share: pointers that a guest must not be able to use, and the way a case
// is run. Only the last rank misbehaves; the others wait in a barrier, so that a case also shows that
// a trap of one rank ends the job and leaves nobody behind; without a trap the exit status is 0,
// which the runner reports. Wasm only: natively these calls are undefined.
#pragma once

#include "support.h"

/// Wholly outside: no memory of these programs reaches so far.
#define FAR_AWAY ((void *)0xFFFFFF00u)

/// Inside, but with room for fewer than `byteCount` bytes.
__attribute__((unused)) static void *nearEnd(size_t byteCount) {
  return (void *)(__builtin_wasm_memory_size(0) * 65536u - byteCount);
}

typedef struct {
  const char *name;
  void (*run)(void);
} Case;

/// Runs the case named by the first argument on the last rank. MPI is initialised.
__attribute__((unused)) static int runStartedCase(int argc, char **argv, const Case *cases, int count) {
  MPI_Comm_rank(MPI_COMM_WORLD, &me);
  MPI_Comm_size(MPI_COMM_WORLD, &np);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  MPI_Barrier(MPI_COMM_WORLD);
  for (int i = 0; i < count; i++)
    if (argc > 1 && me == np - 1 && strcmp(cases[i].name, argv[1]) == 0) {
      cases[i].run();
      printf("case %s came back: the host did not notice\n", argv[1]);
    }
  fflush(stdout);
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Finalize();
  return 0;
}

__attribute__((unused)) static int runCase(int argc, char **argv, const Case *cases, int count) {
  MPI_Init(&argc, &argv);
  return runStartedCase(argc, argv, cases, count);
}
#define COUNT_OF(array) ((int)(sizeof(array) / sizeof *(array)))
