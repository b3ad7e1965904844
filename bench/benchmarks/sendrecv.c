// SendRecv round a ring of all ranks: each sends to the right while it receives from the left.
// usage: sendrecv [largest size] [seconds for all sizes] [smallest size]
#include "messages.h"

static int left, right;

static double exchange(void *out, void *in, int byteCount, int transfers) {
  double begin = MPI_Wtime();
  for (int i = 0; i < transfers; i++)
    MPI_Sendrecv(out, byteCount, MPI_BYTE, right, 0, in, byteCount, MPI_BYTE, left, 0,
                 MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  return MPI_Wtime() - begin;
}

int main(int argc, char **argv) {
  int rank = 0, size = 0;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  right = (rank + 1) % size, left = (rank + size - 1) % size;
  runSweep("sendrecv", exchange, readSweep(argc, argv), 1, rank);
  MPI_Finalize();
  return 0;
}
