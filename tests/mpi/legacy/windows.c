// The MPIWasm ABI: windows, fences, Put and Get, attributes, shared memory.
// ranks: 1 2 4
// functions: MPI_Win_create MPI_Win_fence MPI_Put MPI_Get MPI_Win_get_attr MPI_Win_free
// functions: MPI_Win_allocate_shared MPI_Win_shared_query
// abi: legacy
#include "support.h"

enum { kCount = 100 };

static void moveData(void) {
  static int cells[kCount] __attribute__((aligned(64)));
  int mine[kCount], seen[kCount];
  const int to = (me + 1) % np, from = (me + np - 1) % np;
  MPI_Win win;
  for (int i = 0; i < kCount; i++) mine[i] = pattern(me, to, i);
  MUST(MPI_Win_create(cells, sizeof cells, sizeof *cells, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  void *base = NULL;
  MPI_Aint *byteSize = NULL;
  int isSet = 0, *unit = NULL;
  MUST(MPI_Win_get_attr(win, MPI_WIN_BASE, &base, &isSet));
  CHECK(isSet && base == cells);
  MUST(MPI_Win_get_attr(win, MPI_WIN_SIZE, &byteSize, &isSet));
  CHECK(isSet && *byteSize == sizeof cells);
  MUST(MPI_Win_get_attr(win, MPI_WIN_DISP_UNIT, &unit, &isSet));
  CHECK(isSet && *unit == sizeof *cells);
  MUST(MPI_Win_fence(0, win));
  MUST(MPI_Put(mine, kCount, MPI_INT, to, 0, kCount, MPI_INT, win));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < kCount; i++) CHECK(cells[i] == pattern(from, me, i));
  MUST(MPI_Get(seen, kCount, MPI_INT, to, 0, kCount, MPI_INT, win));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < kCount; i++) CHECK(seen[i] == mine[i]);
  say("seen %u", hashBytes(seen, sizeof seen));
  MUST(MPI_Win_free(&win));
}

static void shareMemory(void) {
  int *mine = NULL, *other = NULL, unit = -1;
  MPI_Aint byteSize = -1;
  MPI_Win win;
  MUST(MPI_Win_allocate_shared(kCount * sizeof(int), sizeof(int), MPI_INFO_NULL, MPI_COMM_WORLD,
                               &mine, &win));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < kCount; i++) mine[i] = pattern(me, 1, i);
  MUST(MPI_Win_fence(0, win));
  MUST(MPI_Win_shared_query(win, (me + 1) % np, &byteSize, &unit, &other));
  CHECK(byteSize == kCount * (MPI_Aint)sizeof(int) && unit == sizeof(int));
  for (int i = 0; i < kCount; i++) CHECK(other[i] == pattern((me + 1) % np, 1, i));
  MUST(MPI_Win_free(&win));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  moveData();
  shareMemory();
  return finish("windows");
}
