/* Rows of a signal are transformed by all ranks; power and sum of all are reduced. */
#include "config.h"
#include "transform.h"

#include <errno.h>
#include <getopt.h>
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

extern int errno;

static const struct option kOptions[] = {
    {"rows", required_argument, NULL, 'r'}, {"size", required_argument, NULL, 's'}, {0}};

int main(int argc, char** argv) {
  int rank, ranks, rows = 16, size = 1024;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (int option; (option = getopt_long(argc, argv, "r:s:", kOptions, NULL)) != -1;) {
    if (option == 'r')
      rows = atoi(optarg);
    else if (option == 's')
      size = atoi(optarg);
    else
      MPI_Abort(MPI_COMM_WORLD, 2);
  }
  double complex* row;
  if ((errno = posix_memalign((void**)&row, 64, (size_t)size * sizeof *row)) != 0) {
    perror("posix_memalign");
    MPI_Abort(MPI_COMM_WORLD, 3);
  }
  int *lengths = realloc(malloc(sizeof *lengths), (size_t)ranks * sizeof *lengths); /* by config.h's names, when it has others */
  if (lengths == NULL)
    MPI_Abort(MPI_COMM_WORLD, 4);
  free(lengths);
  double power = 0, totalPower = 0;
  double complex sum = 0, totalSum = 0;
  for (int r = rank; r < rows; r += ranks) {
    for (int i = 0; i < size; i++)
      row[i] = (i * (r + 3) % 17) / 17.0 + I * ((i + r) % 5);
    transform(row, (size_t)size);
    for (int i = 0; i < size; i++) {
      power += creal(row[i]) * creal(row[i]) + cimag(row[i]) * cimag(row[i]);
      sum += row[i];
    }
  }
  MPI_Reduce(&power, &totalPower, 1, MPI_DOUBLE, MPI_SUM, 0, MPI_COMM_WORLD);
  MPI_Reduce(&sum, &totalSum, 1, MPI_C_DOUBLE_COMPLEX, MPI_SUM, 0, MPI_COMM_WORLD);
  if (rank == 0)
    printf("%s: %d x %d: power %.8e, sum of absolute value %.6e\n", PACKAGE_STRING, rows, size,
           totalPower, cabs(totalSum));
  free(row);
  MPI_Finalize();
  return 0;
}
