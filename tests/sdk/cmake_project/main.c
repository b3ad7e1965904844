#include <mpi.h>
#include <stdio.h>

double sumOfSquares(int count);

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  printf("%g\n", sumOfSquares(10));
  fflush(stdout);
  MPI_Finalize();
  return 0;
}
