// What a Send and a Recv cost when no message moves: both name PROC_NULL, so all that is left is the
// call itself, and for Wasm the checks and translations on its way. In nanoseconds for the pair.
// usage: translation [seconds for each row] | turns
#include "bench.h"

#include <mpi.h>

#include "turns.h"

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

typedef struct {
  const char *name;
  double (*batch)(void);
} Row;
static const Row rows[] = {{"translation", withoutStatus}, {"translation_status", withStatus}};
enum { kRows = sizeof rows / sizeof *rows };

/// Nanoseconds of a pair, batch by batch; gives their number.
static int sample(double (*batch)(void), double seconds) {
  int count = 0;
  for (int i = 0; i < 10; i++) batch();
  for (double begin = MPI_Wtime(); count < kMostBatches && (count == 0 || MPI_Wtime() - begin < seconds);)
    samples[count++] = batch() / kPairs * 1e9;
  return count;
}

static void printRow(const Row *row, double seconds, int rank) {
  int count = sample(row->batch, seconds);
  if (rank != 0) return;
  sortSamples(samples, count);
  printf("{\"benchmark\":\"%s\",\"batches\":%d,\"min_ns\":%.3f,\"p10_ns\":%.3f,\"median_ns\":%.3f}\n",
         row->name, count, samples[0], quantile(samples, count, 0.1), quantile(samples, count, 0.5));
}

/// The row the driver asks for.
static void takeTurn(const Turn *turn, int rank) {
  for (int i = 0; i < kRows; i++) {
    if (strcmp(rows[i].name, turn->name) != 0) continue;
    int count = sample(rows[i].batch, turn->seconds);
    if (rank == 0) answerTurn(turn, samples, count, 1e9);
    return;
  }
  fprintf(stderr, "there is no row '%s'\n", turn->name);
  MPI_Abort(MPI_COMM_WORLD, 2);
}

int main(int argc, char **argv) {
  int rank = 0;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  samples = allocate(kMostBatches * sizeof *samples);
  if (takesTurns(argc, argv))
    for (Turn turn; nextTurn(&turn, rank);) takeTurn(&turn, rank);
  else
    for (int i = 0; i < kRows; i++) printRow(&rows[i], numberArgument(argc, argv, 1, 1), rank);
  free(samples);
  MPI_Finalize();
  return 0;
}
