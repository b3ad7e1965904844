#include "config.h"
#include "plate.h"

#include <stdio.h>
#include <stdlib.h>
#ifdef HAVE_SYS_RESOURCE_H
#include <sys/resource.h>
#endif
#ifdef HAVE_GETHOSTNAME
#include <unistd.h>
#endif

int main(int argc, char** argv) {
  int rank;
  MPI_Init(&argc, &argv);
  const int size = argc > 1 ? atoi(argv[1]) : 300;
  const int steps = argc > 2 ? atoi(argv[2]) : 200;
  struct plate* plate = plate_create(MPI_COMM_WORLD, size);
  MPI_Comm_rank(plate->grid, &rank);
  for (int step = 0; step < steps; step++) {
    const double change = plate_step(plate);
    if (rank == 0 && step % 50 == 0)
      printf("step %4d: largest change %.12e\n", step, change);
  }
  const double sum = plate_sum(plate);
  if (rank == 0)
    printf("sum %.10e\n", sum);
  int known = 1;
#ifdef HAVE_SYS_RESOURCE_H
  struct rusage usage;
  known = known && getrusage(RUSAGE_SELF, &usage) == 0 && usage.ru_maxrss > 0;
#endif
#ifdef HAVE_GETHOSTNAME
  char host[256];
  known = known && gethostname(host, sizeof host) == 0 && host[0];
#endif
  if (rank == 0)
    printf("host and usage known: %d\n", known);
  plate_free(plate);
  MPI_Finalize();
  return 0;
}
