// PingPong of ranks 0 and 1: half the time of a round trip, for sizes 0, 1, 2, 4 ... bytes.
// usage: pingpong [largest size] [seconds for all sizes] [smallest size]
#include "messages.h"

static int rank;

static double pingPong(void *out, void *in, int byteCount, int transfers) {
  double begin = MPI_Wtime();
  for (int i = 0; i < transfers; i++) {
    if (rank == 0) {
      MPI_Send(out, byteCount, MPI_BYTE, 1, 0, MPI_COMM_WORLD);
      MPI_Recv(in, byteCount, MPI_BYTE, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    } else if (rank == 1) {
      MPI_Recv(in, byteCount, MPI_BYTE, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      MPI_Send(out, byteCount, MPI_BYTE, 0, 0, MPI_COMM_WORLD);
    }
  }
  return MPI_Wtime() - begin;
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  needRanks("pingpong", 2);
  runSweep("pingpong", pingPong, readSweep(argc, argv), 2, rank);
  MPI_Finalize();
  return 0;
}
