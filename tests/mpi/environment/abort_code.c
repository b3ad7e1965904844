// MPI-3.1 8.7: MPI_Abort ends every rank, also those that wait, with the code it was given.
// functions: MPI_Abort
// exit: 42
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Barrier(MPI_COMM_WORLD);
  if (me == np - 1) MPI_Abort(MPI_COMM_WORLD, 42);
  // The others wait for a message that never comes: only the abort can end them.
  int never = 0;
  MPI_Recv(&never, 1, MPI_INT, np - 1, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return 0;
}
