/* An ordinary program; which MPI_Send it gets is the linker's choice. */
#include <mpi.h>
#include <stdio.h>

int main(int argc, char **argv) {
  int value = 42;
  MPI_Init(&argc, &argv);
  MPI_Send(&value, 1, MPI_INT, 3, 5, MPI_COMM_WORLD);
  MPI_Ssend(&value, 1, MPI_INT, 3, 5, MPI_COMM_WORLD);
  fflush(stdout);
  MPI_Finalize();
  return 0;
}
