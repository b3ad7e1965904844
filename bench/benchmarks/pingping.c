// PingPing: ranks 0 and 1 send to each other at the same moment, so that messages meet on their way.
// usage: pingping [largest size] [seconds for all sizes] [smallest size]
#include "messages.h"

static int rank;

static double pingPing(void *out, void *in, int byteCount, int transfers) {
  const int kOther = 1 - rank;
  double begin = MPI_Wtime();
  for (int i = 0; i < transfers && rank < 2; i++) {
    MPI_Request sending;
    MPI_Isend(out, byteCount, MPI_BYTE, kOther, 0, MPI_COMM_WORLD, &sending);
    MPI_Recv(in, byteCount, MPI_BYTE, kOther, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Wait(&sending, MPI_STATUS_IGNORE);
  }
  return MPI_Wtime() - begin;
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  needRanks("pingping", 2);
  runSweep("pingping", pingPing, readSweep(argc, argv), 1, rank);
  MPI_Finalize();
  return 0;
}
