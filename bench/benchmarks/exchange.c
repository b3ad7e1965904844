// Exchange, as at the borders of a divided grid: each rank of a ring sends to both neighbours and receives from both.
// usage: exchange [largest size] [seconds for all sizes] [smallest size]
#include "messages.h"

enum { kToLeft, kToRight };

static int left, right;

static double exchange(void *out, void *in, int byteCount, int transfers) {
  char *halves = in;
  double begin = MPI_Wtime();
  for (int i = 0; i < transfers; i++) {
    MPI_Request sending[2];
    MPI_Isend(out, byteCount, MPI_BYTE, left, kToLeft, MPI_COMM_WORLD, &sending[0]);
    MPI_Isend(out, byteCount, MPI_BYTE, right, kToRight, MPI_COMM_WORLD, &sending[1]);
    MPI_Recv(halves, byteCount, MPI_BYTE, left, kToRight, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Recv(halves + byteCount, byteCount, MPI_BYTE, right, kToLeft, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Waitall(2, sending, MPI_STATUSES_IGNORE);
  }
  return MPI_Wtime() - begin;
}

int main(int argc, char **argv) {
  int rank = 0;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  const int kSize = needRanks("exchange", 2);
  right = (rank + 1) % kSize, left = (rank + kSize - 1) % kSize;
  Sweep sweep = readSweep(argc, argv);
  sweep.copies = 2;  // one from each side
  runSweep("exchange", exchange, sweep, 1, rank);
  MPI_Finalize();
  return 0;
}
