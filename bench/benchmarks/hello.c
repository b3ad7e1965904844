/* Every rank's number, the number of ranks and the host's name, printed by rank 0 in rank order. */
#include <mpi.h>
#include <stdio.h>

#define TAG 1

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  int rank, size, length;
  char name[MPI_MAX_PROCESSOR_NAME] = "";
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  MPI_Get_processor_name(name, &length);

  if (rank == 0) {
    printf("hello from rank 0 of %d on %s\n", size, name);
    for (int source = 1; source < size; ++source) {
      MPI_Recv(name, MPI_MAX_PROCESSOR_NAME, MPI_CHAR, source, TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      printf("hello from rank %d of %d on %s\n", source, size, name);
    }
  } else {
    MPI_Send(name, length + 1, MPI_CHAR, 0, TAG, MPI_COMM_WORLD);
  }
  MPI_Finalize();
  return 0;
}
