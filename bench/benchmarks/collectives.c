// Collective operations over all ranks, one of them a run: its name is the first argument. Roots change from operation to
// operation, so that none may run ahead; a batch begins with all ranks together. The time is rank 0's of one operation.
// usage: collectives NAME turns | NAME [largest size] [seconds for all sizes] [smallest size]
#include "messages.h"

static int size;

static void barrier(void *out, void *in, int byteCount, int root) {
  (void)out, (void)in, (void)byteCount, (void)root;
  MPI_Barrier(MPI_COMM_WORLD);
}

static void bcast(void *out, void *in, int byteCount, int root) {
  (void)in;
  MPI_Bcast(out, byteCount, MPI_BYTE, root, MPI_COMM_WORLD);
}

static void reduce(void *out, void *in, int byteCount, int root) {
  MPI_Reduce(out, in, byteCount / (int)sizeof(float), MPI_FLOAT, MPI_SUM, root, MPI_COMM_WORLD);
}

static void allreduce(void *out, void *in, int byteCount, int root) {
  (void)root;
  MPI_Allreduce(out, in, byteCount / (int)sizeof(float), MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
}

static void gather(void *out, void *in, int byteCount, int root) {
  MPI_Gather(out, byteCount, MPI_BYTE, in, byteCount, MPI_BYTE, root, MPI_COMM_WORLD);
}

static void scatter(void *out, void *in, int byteCount, int root) {
  MPI_Scatter(out, byteCount, MPI_BYTE, in, byteCount, MPI_BYTE, root, MPI_COMM_WORLD);
}

static void allgather(void *out, void *in, int byteCount, int root) {
  (void)root;
  MPI_Allgather(out, byteCount, MPI_BYTE, in, byteCount, MPI_BYTE, MPI_COMM_WORLD);
}

static void alltoall(void *out, void *in, int byteCount, int root) {
  (void)root;
  MPI_Alltoall(out, byteCount, MPI_BYTE, in, byteCount, MPI_BYTE, MPI_COMM_WORLD);
}

typedef struct {
  const char *name;
  void (*run)(void *out, void *in, int byteCount, int root);
} Operation;

static const Operation operations[] = {
    {"barrier", barrier}, {"bcast", bcast},     {"reduce", reduce},       {"allreduce", allreduce},
    {"gather", gather},   {"scatter", scatter}, {"allgather", allgather}, {"alltoall", alltoall},
};

static const Operation *chosen;

static const Operation *find(const char *name) {
  for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
    if (strcmp(operations[i].name, name) == 0) return &operations[i];
  fprintf(stderr, "collectives: there is no operation '%s'\n", name);
  MPI_Abort(MPI_COMM_WORLD, 2);
  return NULL;
}

static double operate(void *out, void *in, int byteCount, int transfers) {
  MPI_Barrier(MPI_COMM_WORLD);
  double begin = MPI_Wtime();
  for (int i = 0; i < transfers; i++) chosen->run(out, in, byteCount, i % size);
  return MPI_Wtime() - begin;
}

int main(int argc, char **argv) {
  int rank = 0;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  size = needRanks("collectives", 2);
  chosen = find(argc > 1 ? argv[1] : "");
  Sweep sweep = readSweep(argc - 1, argv + 1);
  sweep.copies = size;  // what a root gathers, or everyone from everyone
  runSweep(chosen->name, operate, sweep, 1, rank);
  MPI_Finalize();
  return 0;
}
