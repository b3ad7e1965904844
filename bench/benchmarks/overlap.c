// Overlap: ranks 0 and 1 start to exchange messages, compute for about as long as the messages take, then wait for them.
// What the library does while the program computes shortens the sum of both.
// usage: overlap [largest size] [seconds for all sizes] [smallest size]
#include "messages.h"

enum { kValues = 64, kLeastPasses = 16, kBytesPerPass = 256 };

static int rank;
static double values[kValues];

/// The same work for native and Wasm: passes over a small array that stays in the first cache.
__attribute__((noinline)) static void compute(int passes) {
  for (int pass = 0; pass < passes; pass++)
    for (int i = 0; i < kValues; i++) values[i] = values[i] * 0.5 + 1.0;
}

static double exchange(void *out, void *in, int byteCount, int transfers) {
  const int kOther = 1 - rank;
  double begin = MPI_Wtime();
  for (int i = 0; i < transfers && rank < 2; i++) {
    MPI_Request both[2];
    MPI_Irecv(in, byteCount, MPI_BYTE, kOther, 0, MPI_COMM_WORLD, &both[0]);
    MPI_Isend(out, byteCount, MPI_BYTE, kOther, 0, MPI_COMM_WORLD, &both[1]);
    compute(kLeastPasses + byteCount / kBytesPerPass);
    MPI_Waitall(2, both, MPI_STATUSES_IGNORE);
  }
  return MPI_Wtime() - begin;
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  needRanks("overlap", 2);
  runSweep("overlap", exchange, readSweep(argc, argv), 1, rank);
  MPI_Finalize();
  return 0;
}
