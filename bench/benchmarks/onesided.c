// One-sided operations of rank 0 on the memory of rank 1, each complete when it is counted (MPI_Win_flush): the operation's
// name is the first argument. The other ranks wait at a barrier, where the library looks after what arrives.
// usage: onesided NAME turns | NAME [largest size] [seconds for all sizes] [smallest size]
#include "messages.h"

static int rank;
static MPI_Win window;
static char *exposed;

static void put(void *out, void *in, int byteCount) {
  (void)in;
  MPI_Put(out, byteCount, MPI_BYTE, 1, 0, byteCount, MPI_BYTE, window);
}

static void get(void *out, void *in, int byteCount) {
  (void)out;
  MPI_Get(in, byteCount, MPI_BYTE, 1, 0, byteCount, MPI_BYTE, window);
}

static void accumulate(void *out, void *in, int byteCount) {
  (void)in;
  const int kCount = byteCount / (int)sizeof(float);
  MPI_Accumulate(out, kCount, MPI_FLOAT, 1, 0, kCount, MPI_FLOAT, MPI_SUM, window);
}

typedef struct {
  const char *name;
  void (*run)(void *out, void *in, int byteCount);
} Operation;

static const Operation operations[] = {{"put", put}, {"get", get}, {"accumulate", accumulate}};
static const Operation *chosen;

static const Operation *find(const char *name) {
  for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
    if (strcmp(operations[i].name, name) == 0) return &operations[i];
  fprintf(stderr, "onesided: there is no operation '%s'\n", name);
  MPI_Abort(MPI_COMM_WORLD, 2);
  return NULL;
}

static double operate(void *out, void *in, int byteCount, int transfers) {
  double begin = MPI_Wtime(), end = begin;
  if (rank == 0) {
    MPI_Win_lock(MPI_LOCK_SHARED, 1, 0, window);
    begin = MPI_Wtime();
    for (int i = 0; i < transfers; i++) {
      chosen->run(out, in, byteCount);
      MPI_Win_flush(1, window);
    }
    end = MPI_Wtime();
    MPI_Win_unlock(1, window);
  }
  MPI_Barrier(MPI_COMM_WORLD);
  return end - begin;
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  needRanks("onesided", 2);
  chosen = find(argc > 1 ? argv[1] : "");
  const Sweep kSweep = readSweep(argc - 1, argv + 1);
  exposed = allocate((size_t)kSweep.mostBytes + 1);
  MPI_Win_create(exposed, (MPI_Aint)kSweep.mostBytes + 1, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &window);
  runSweep(chosen->name, operate, kSweep, 1, rank);
  MPI_Win_free(&window);
  free(exposed);
  MPI_Finalize();
  return 0;
}
