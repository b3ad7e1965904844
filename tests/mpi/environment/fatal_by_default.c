// MPI-3.1 8.3: without another handler an error is fatal and ends the whole job.
// functions: MPI_Send
// exit: nonzero
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Barrier(MPI_COMM_WORLD);
  int value = 1;
  if (me == 0) MPI_Send(&value, 1, MPI_INT, np, 1, MPI_COMM_WORLD);
  // Rank 0 must not get here, and nothing it could send would match.
  if (me == 0) return 0;
  MPI_Recv(&value, 1, MPI_INT, 0, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return 0;
}
