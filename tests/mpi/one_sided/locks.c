// Passive targets: exclusive and shared locks, lock_all, the flush family, sync.
// ranks: 1 2 3 4
// functions: MPI_Win_lock MPI_Win_unlock MPI_Win_lock_all MPI_Win_unlock_all MPI_Win_flush
// functions: MPI_Win_flush_all MPI_Win_flush_local MPI_Win_flush_local_all MPI_Win_sync
#include "windows.h"

enum { kRounds = 20 };

/// Nobody sees a half-made change of an exclusive epoch.
static void incrementExclusively(void) {
  WINDOW_MEMORY int cells[2] = {0, 0};
  MPI_Win win;
  MUST(MPI_Win_create(cells, sizeof cells, sizeof *cells, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  for (int i = 0; i < kRounds; i++) {
    int seen[2] = {-1, -1};
    MUST(MPI_Win_lock(MPI_LOCK_EXCLUSIVE, 0, 0, win));
    MUST(MPI_Get(seen, 2, MPI_INT, 0, 0, 2, MPI_INT, win));
    MUST(MPI_Win_flush(0, win));
    CHECK(seen[0] == seen[1]);
    seen[0]++, seen[1]++;
    MUST(MPI_Put(seen, 2, MPI_INT, 0, 0, 2, MPI_INT, win));
    MUST(MPI_Win_unlock(0, win));
  }
  MUST(MPI_Barrier(MPI_COMM_WORLD));
  int seen[2] = {-1, -1};
  MUST(MPI_Win_lock(MPI_LOCK_SHARED, 0, MPI_MODE_NOCHECK, win));
  MUST(MPI_Get(seen, 2, MPI_INT, 0, 0, 2, MPI_INT, win));
  MUST(MPI_Win_unlock(0, win));
  CHECK(seen[0] == kRounds * np && seen[1] == kRounds * np);
  MUST(MPI_Win_free(&win));
}

/// Writes to everybody in one epoch, with each kind of flush.
static void flushEachWay(void) {
  int *cells = calloc((size_t)np * 4, sizeof *cells), mine[4];
  MPI_Win win;
  MUST(MPI_Win_create(cells, np * 4 * sizeof *cells, sizeof *cells, MPI_INFO_NULL, MPI_COMM_WORLD,
                      &win));
  MUST(MPI_Win_lock_all(0, win));
  for (int way = 0; way < 4; way++) {
    for (int to = 0; to < np; to++) {
      mine[way] = pattern(me, to, way);
      MUST(MPI_Put(&mine[way], 1, MPI_INT, to, 4 * me + way, 1, MPI_INT, win));
      if (way == 0) MUST(MPI_Win_flush(to, win));
      if (way == 1) MUST(MPI_Win_flush_local(to, win));
      if (way == 2) MUST(MPI_Win_flush_all(win));
      if (way == 3) MUST(MPI_Win_flush_local_all(win));
    }
  }
  MUST(MPI_Win_flush_all(win));
  MUST(MPI_Barrier(MPI_COMM_WORLD));
  MUST(MPI_Win_sync(win));
  for (int from = 0; from < np; from++)
    for (int way = 0; way < 4; way++) CHECK(cells[4 * from + way] == pattern(from, me, way));
  MUST(MPI_Win_unlock_all(win));
  MUST(MPI_Win_free(&win));
  free(cells);
}

/// Large transfers, which libraries move in another way.
static void moveMuch(void) {
  enum { kCount = 1 << 18 };
  int *cells = calloc(kCount, sizeof *cells), *mine = malloc(kCount * sizeof *mine);
  const int to = (me + 1) % np;
  MPI_Win win;
  for (int i = 0; i < kCount; i++) mine[i] = pattern(me, to, i);
  MUST(MPI_Win_create(cells, kCount * sizeof *cells, sizeof *cells, MPI_INFO_NULL, MPI_COMM_WORLD,
                      &win));
  MUST(MPI_Win_lock(MPI_LOCK_EXCLUSIVE, to, 0, win));
  MUST(MPI_Put(mine, kCount, MPI_INT, to, 0, kCount, MPI_INT, win));
  MUST(MPI_Win_unlock(to, win));
  MUST(MPI_Barrier(MPI_COMM_WORLD));
  MUST(MPI_Win_lock(MPI_LOCK_SHARED, to, 0, win));
  memset(mine, 0, kCount * sizeof *mine);
  MUST(MPI_Get(mine, kCount, MPI_INT, to, 0, kCount, MPI_INT, win));
  MUST(MPI_Win_unlock(to, win));
  for (int i = 0; i < kCount; i++) CHECK(mine[i] == pattern(me, to, i));
  MUST(MPI_Win_free(&win));
  free(mine);
  free(cells);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  incrementExclusively();
  flushEachWay();
  moveMuch();
  return finish("locks");
}
