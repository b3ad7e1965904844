// What the benchmarks of messages share: sizes, how many transfers make a batch, the result's line.
// A batch is short, so that the least and the lower quantiles show the machine undisturbed; a mean over
// a long run would mostly measure what else goes on. Rank 0 decides the counts, all follow.
#pragma once

#include <mpi.h>

#include "bench.h"
#include "turns.h"

enum { kWarmUp = 20, kMostBatches = 20000, kFewestBatches = 8, kParts = 128 };

typedef struct {
  int fewestBytes;
  int mostBytes;
  double seconds;  ///< for all sizes together, about
  int takesTurns;  ///< sizes and times come from the driver instead
  int copies;      ///< messages of the largest size that a buffer holds; 0 is 1
} Sweep;

typedef struct {
  int transfers;  ///< in one batch
  int batches;    ///< in each of at most kParts parts
} Plan;

/// Moves `byteCount` bytes `transfers` times; gives the seconds it took.
typedef double Transfer(void *out, void *in, int byteCount, int transfers);

__attribute__((unused)) static Sweep readSweep(int argc, char **argv) {
  Sweep sweep = {0, 4 << 20, 10, takesTurns(argc, argv), 1};
  if (sweep.takesTurns) return sweep;
  sweep.mostBytes = (int)numberArgument(argc, argv, 1, sweep.mostBytes);
  sweep.seconds = numberArgument(argc, argv, 2, sweep.seconds);
  sweep.fewestBytes = (int)numberArgument(argc, argv, 3, sweep.fewestBytes);
  if (sweep.fewestBytes < 0 || sweep.mostBytes < sweep.fewestBytes || sweep.seconds <= 0) {
    fprintf(stderr, "usage: [largest size, bytes] [seconds for all sizes] [smallest size, bytes] | turns\n");
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  return sweep;
}

/// Ends the job unless it has the ranks a benchmark needs; gives their number.
__attribute__((unused)) static int needRanks(const char *name, int least) {
  int size = 0;
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  if (size < least) {
    fprintf(stderr, "%s needs %d ranks: mpiexec -n %d\n", name, least, least);
    MPI_Abort(MPI_COMM_WORLD, 2);
  }
  return size;
}

/// 0, 1, 2, 4, 8 ...
static int nextSize(int byteCount) { return byteCount == 0 ? 1 : 2 * byteCount; }

/// Batches of about 20 microseconds, but at least one transfer; as many as fit into the time.
static Plan planFor(Transfer *transfer, void *out, void *in, int byteCount, double seconds) {
  const int kTrial = byteCount > 65536 ? 1 : kWarmUp;
  transfer(out, in, byteCount, kTrial);
  double one = 1;
  for (int i = 0; i < 3; i++) {  // the least: one trial may have been interrupted
    double now = transfer(out, in, byteCount, kTrial) / kTrial;
    one = now < one ? now : one;
  }
  Plan plan = {(int)(20e-6 / (one + 1e-9)), 0};
  if (plan.transfers < 1) plan.transfers = 1;
  if (plan.transfers > 64) plan.transfers = 64;
  double batches = seconds / (one * plan.transfers + 1e-7) / kParts;
  plan.batches = batches > kMostBatches / kParts ? kMostBatches / kParts : (int)batches;
  if (plan.batches < 1) plan.batches = 1;
  int agreed[2] = {plan.transfers, plan.batches};
  MPI_Bcast(agreed, 2, MPI_INT, 0, MPI_COMM_WORLD);
  plan.transfers = agreed[0], plan.batches = agreed[1];
  return plan;
}

/// Batches until the time is over, which rank 0 decides after each part; gives the number of samples.
/// What the machine loses on others' work thus costs samples of one size, not the time of the next.
static int sampleSize(Transfer *transfer, void *out, void *in, int byteCount, double seconds,
                      double *samples, int *transfers) {
  double begin = MPI_Wtime();
  Plan plan = planFor(transfer, out, in, byteCount, seconds);
  int count = 0, more = 1;
  for (int part = 0; part < kParts && more; part++) {
    for (int batch = 0; batch < plan.batches; batch++)
      samples[count++] = transfer(out, in, byteCount, plan.transfers) / plan.transfers;
    more = count < kFewestBatches || MPI_Wtime() - begin < seconds;
    MPI_Bcast(&more, 1, MPI_INT, 0, MPI_COMM_WORLD);
  }
  *transfers = plan.transfers;
  return count;
}

/// Sizes as the driver asks for them.
static void runTurns(Transfer *transfer, Sweep sweep, void *out, void *in, double *samples, double share,
                     int rank) {
  for (Turn turn; nextTurn(&turn, rank);) {
    const int byteCount = atoi(turn.name);
    if (byteCount < 0 || byteCount > sweep.mostBytes) {
      fprintf(stderr, "a message of '%s' bytes: 0 to %d are possible\n", turn.name, sweep.mostBytes);
      MPI_Abort(MPI_COMM_WORLD, 2);
    }
    int transfers = 0;
    int count = sampleSize(transfer, out, in, byteCount, turn.seconds, samples, &transfers);
    if (rank == 0) answerTurn(&turn, samples, count, share);
  }
}

/// Runs all sizes, or takes turns; rank 0 prints one line each, times divided by `share` (2: half a round trip).
__attribute__((unused)) static void runSweep(const char *name, Transfer *transfer, Sweep sweep,
                                             double share, int rank) {
  const size_t kBuffer = (size_t)sweep.mostBytes * (size_t)(sweep.copies ? sweep.copies : 1) + 1;
  char *out = allocate(kBuffer), *in = allocate(kBuffer);
  double *samples = allocate((size_t)kMostBatches * sizeof *samples);
  if (sweep.takesTurns) runTurns(transfer, sweep, out, in, samples, share, rank);
  int sizes = 0;
  for (int bytes = sweep.fewestBytes; !sweep.takesTurns && bytes <= sweep.mostBytes && bytes >= 0; bytes = nextSize(bytes))
    sizes++;
  const double kSecondsPerSize = sizes > 0 ? sweep.seconds / sizes : 0;
  for (int bytes = sweep.fewestBytes; sizes > 0; bytes = nextSize(bytes), sizes--) {
    int transfers = 0;
    int count = sampleSize(transfer, out, in, bytes, kSecondsPerSize, samples, &transfers);
    if (rank != 0) continue;
    sortSamples(samples, count);
    for (int i = 0; i < count; i++) samples[i] *= 1e6 / share;
    printf("{\"benchmark\":\"%s\",\"bytes\":%d,\"batches\":%d,\"transfers\":%d,\"min_us\":%.4f,"
           "\"p10_us\":%.4f,\"median_us\":%.4f}\n",
           name, bytes, count, transfers, samples[0], quantile(samples, count, 0.1),
           quantile(samples, count, 0.5));
    fflush(stdout);
  }
  free(out);
  free(in);
  free(samples);
}
