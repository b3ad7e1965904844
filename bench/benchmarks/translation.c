// What a Send and a Recv cost when no message moves: both name PROC_NULL, so all that is left is the
// call itself, and for Wasm the checks and translations on its way. In nanoseconds for the pair.
// usage: translation [seconds for each row]
#include "bench.h"

#include <mpi.h>

enum { kPairs = 1000, kMostBatches = 200000 };
static double *samples;
static int buffer[16];

static double withoutStatus(void) {
  double begin = MPI_Wtime();
  for (int i = 0; i < kPairs; i++) {
    MPI_Send(buffer, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD);
    MPI_Recv(buffer, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  }
  return MPI_Wtime() - begin;
}

static double withStatus(void) {
  MPI_Status status;
  double begin = MPI_Wtime();
  for (int i = 0; i < kPairs; i++) {
    MPI_Send(buffer, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD);
    MPI_Recv(buffer, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, &status);
  }
  return MPI_Wtime() - begin;
}

static void measure(const char *name, double (*batch)(void), double seconds, int rank) {
  int count = 0;
  for (int i = 0; i < 10; i++) batch();
  for (double begin = MPI_Wtime(); count < kMostBatches && MPI_Wtime() - begin < seconds;)
    samples[count++] = batch() / kPairs * 1e9;
  if (rank != 0 || count == 0) return;
  sortSamples(samples, count);
  printf("{\"benchmark\":\"%s\",\"batches\":%d,\"min_ns\":%.3f,\"p10_ns\":%.3f,\"median_ns\":%.3f}\n",
         name, count, samples[0], quantile(samples, count, 0.1), quantile(samples, count, 0.5));
}

int main(int argc, char **argv) {
  int rank = 0;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  double seconds = numberArgument(argc, argv, 1, 1);
  samples = allocate(kMostBatches * sizeof *samples);
  measure("translation", withoutStatus, seconds, rank);
  measure("translation_status", withStatus, seconds, rank);
  free(samples);
  MPI_Finalize();
  return 0;
}
