// MPI calls before Init, after Finalize, and a second Init: an error that ends the job, not a crash
// or a hang.
// ranks: 1 2
// functions: MPI_Init MPI_Finalize MPI_Comm_size MPI_Barrier
// cases: before_init after_finalize init_twice
// exit: nonzero
#include "support.h"

int main(int argc, char **argv) {
  const char *which = argc > 1 ? argv[1] : "";
  int count = 0;
  if (strcmp(which, "before_init") == 0) MPI_Comm_size(MPI_COMM_WORLD, &count);
  MPI_Init(&argc, &argv);
  if (strcmp(which, "init_twice") == 0) MPI_Init(&argc, &argv);
  MPI_Finalize();
  if (strcmp(which, "after_finalize") == 0) MPI_Barrier(MPI_COMM_WORLD);
  return 0;
}
