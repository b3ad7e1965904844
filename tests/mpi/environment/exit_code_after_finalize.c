// The value returned by main is the exit code of the rank, hence of the job.
// functions: MPI_Finalize
// exit: 7
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Finalize();
  return 7;
}
