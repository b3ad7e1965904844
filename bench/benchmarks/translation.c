// What lies between a program and its MPI library, by class of function: each row calls functions of the null library
// (null_mpi/), which do nothing, so that for Wasm the checks and translations on the way are all that is added. In
// nanoseconds for all the calls of a row. One rank.
// usage: translation [seconds for each row] | turns
#include "bench.h"

#include <mpi.h>

#include "turns.h"

enum { kTimes = 1000, kMostBatches = 200000 };
static double *samples;

static int out[16], in[16], ones[1] = {1}, zeros[1] = {0}, flag;
static MPI_Request requests[2], persistent;
static MPI_Status status, statuses[2];
static MPI_Datatype column;  // every second of four integers

#define WORLD MPI_COMM_WORLD
#define IGNORE MPI_STATUS_IGNORE

// Each: the name, and what is done once.
#define ROWS(ROW)                                                                                               \
  ROW(send_recv, MPI_Send(out, 1, MPI_INT, 0, 0, WORLD); MPI_Recv(in, 1, MPI_INT, 0, 0, WORLD, IGNORE))         \
  ROW(send_recv_status, MPI_Send(out, 1, MPI_INT, 0, 0, WORLD); MPI_Recv(in, 1, MPI_INT, 0, 0, WORLD, &status)) \
  ROW(send_recv_derived, MPI_Send(out, 1, column, 0, 0, WORLD); MPI_Recv(in, 1, column, 0, 0, WORLD, IGNORE))   \
  ROW(sendrecv, MPI_Sendrecv(out, 1, MPI_INT, 0, 0, in, 1, MPI_INT, 0, 0, WORLD, IGNORE))                       \
  ROW(isend_irecv_waitall, MPI_Isend(out, 1, MPI_INT, 0, 0, WORLD, &requests[0]);                               \
      MPI_Irecv(in, 1, MPI_INT, 0, 0, WORLD, &requests[1]); MPI_Waitall(2, requests, MPI_STATUSES_IGNORE))      \
  ROW(isend_irecv_waitall_statuses, MPI_Isend(out, 1, MPI_INT, 0, 0, WORLD, &requests[0]);                      \
      MPI_Irecv(in, 1, MPI_INT, 0, 0, WORLD, &requests[1]); MPI_Waitall(2, requests, statuses))                 \
  ROW(irecv_wait, MPI_Irecv(in, 1, MPI_INT, 0, 0, WORLD, &requests[0]); MPI_Wait(&requests[0], IGNORE))         \
  ROW(irecv_test, MPI_Irecv(in, 1, MPI_INT, 0, 0, WORLD, &requests[0]); MPI_Test(&requests[0], &flag, IGNORE))  \
  ROW(start_wait, MPI_Start(&persistent); MPI_Wait(&persistent, IGNORE))                                        \
  ROW(iprobe, MPI_Iprobe(0, 0, WORLD, &flag, &status))                                                          \
  ROW(barrier, MPI_Barrier(WORLD))                                                                              \
  ROW(bcast, MPI_Bcast(out, 1, MPI_INT, 0, WORLD))                                                              \
  ROW(reduce, MPI_Reduce(out, in, 1, MPI_INT, MPI_SUM, 0, WORLD))                                               \
  ROW(allreduce, MPI_Allreduce(out, in, 1, MPI_INT, MPI_SUM, WORLD))                                            \
  ROW(gather, MPI_Gather(out, 1, MPI_INT, in, 1, MPI_INT, 0, WORLD))                                            \
  ROW(allgather, MPI_Allgather(out, 1, MPI_INT, in, 1, MPI_INT, WORLD))                                         \
  ROW(alltoall, MPI_Alltoall(out, 1, MPI_INT, in, 1, MPI_INT, WORLD))                                           \
  ROW(allgatherv, MPI_Allgatherv(out, 1, MPI_INT, in, ones, zeros, MPI_INT, WORLD))                             \
  ROW(alltoallv, MPI_Alltoallv(out, ones, zeros, MPI_INT, in, ones, zeros, MPI_INT, WORLD))

#define BATCH(name, ...)               \
  static double name(void) {           \
    double begin = MPI_Wtime();        \
    for (int i = 0; i < kTimes; i++) { \
      __VA_ARGS__;                     \
    }                                  \
    return MPI_Wtime() - begin;        \
  }
ROWS(BATCH)

typedef struct {
  const char *name;
  double (*batch)(void);
} Row;
#define ENTRY(name, ...) {#name, name},
static const Row rows[] = {ROWS(ENTRY)};
enum { kRows = sizeof rows / sizeof *rows };

/// Nanoseconds of a row's calls, batch by batch; gives their number.
static int sample(double (*batch)(void), double seconds) {
  int count = 0;
  for (int i = 0; i < 10; i++) batch();
  for (double begin = MPI_Wtime(); count < kMostBatches && (count == 0 || MPI_Wtime() - begin < seconds);)
    samples[count++] = batch() / kTimes * 1e9;
  return count;
}

static void printRow(const Row *row, double seconds) {
  int count = sample(row->batch, seconds);
  sortSamples(samples, count);
  printf("{\"benchmark\":\"%s\",\"batches\":%d,\"min_ns\":%.3f,\"p10_ns\":%.3f,\"median_ns\":%.3f}\n",
         row->name, count, samples[0], quantile(samples, count, 0.1), quantile(samples, count, 0.5));
}

/// The row the driver asks for.
static void takeTurn(const Turn *turn) {
  for (int i = 0; i < kRows; i++) {
    if (strcmp(rows[i].name, turn->name) != 0) continue;
    answerTurn(turn, samples, sample(rows[i].batch, turn->seconds), 1e9);
    return;
  }
  fprintf(stderr, "there is no row '%s'\n", turn->name);
  MPI_Abort(WORLD, 2);
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  samples = allocate(kMostBatches * sizeof *samples);
  MPI_Type_vector(2, 1, 2, MPI_INT, &column);
  MPI_Type_commit(&column);
  MPI_Recv_init(in, 1, MPI_INT, 0, 0, WORLD, &persistent);
  if (takesTurns(argc, argv))
    for (Turn turn; nextTurn(&turn, 0);) takeTurn(&turn);
  else
    for (int i = 0; i < kRows; i++) printRow(&rows[i], numberArgument(argc, argv, 1, 1));
  MPI_Request_free(&persistent);
  MPI_Type_free(&column);
  free(samples);
  MPI_Finalize();
  return 0;
}
