// A rank that leaves without Finalize, while others wait: the launcher ends the job with its status.
// functions: MPI_Init
// exit: 3
// exit mpich: nonzero
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Barrier(MPI_COMM_WORLD);
  if (me == np - 1) exit(3);
  int never = 0;
  MPI_Recv(&never, 1, MPI_INT, np - 1, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return 0;
}
