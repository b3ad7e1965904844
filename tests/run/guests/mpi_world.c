/* Says how large the job is and which library runs it; the argument `fault` makes rank 0 read far outside. */
#include <mpi.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char** argv) {
  char version[MPI_MAX_LIBRARY_VERSION_STRING];
  int rank, size, length;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  MPI_Get_library_version(version, &length);
  if (rank == 0)
    printf("%d ranks, %s\n", size, strstr(version, "Open MPI") ? "openmpi" : strstr(version, "MPICH") ? "mpich" : version);
  fflush(stdout);
  if (argc > 1 && strcmp(argv[1], "fault") == 0 && rank == 0)
    return *(volatile int*)0xFFFF0000u;
  MPI_Barrier(MPI_COMM_WORLD);
  MPI_Finalize();
  return 0;
}
