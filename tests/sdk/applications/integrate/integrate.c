#define _GNU_SOURCE
/* The area under a function, each rank adding up its share of the slices. */
#include <math.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank, size;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  const int slices = argc > 1 ? atoi(argv[1]) : 1000;
  const double width = M_PI / slices;
  double mine = 0, total;
  for (int i = rank; i < slices; i += size)
    mine += sin((i + 0.5) * width) * width;
  MPI_Reduce(&mine, &total, 1, MPI_DOUBLE, MPI_SUM, 0, MPI_COMM_WORLD);
  if (rank == 0)
    printf("%d slices on %d ranks: %.9f\n", slices, size, total);
  return MPI_Finalize();
}
