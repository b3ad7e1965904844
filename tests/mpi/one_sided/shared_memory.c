// Windows over shared pages: what one rank stores the others load, and RMA sees the same memory.
// ranks: 1 2 3 4
// functions: MPI_Win_allocate_shared MPI_Win_shared_query
#include "support.h"

/// Stores of one rank are loads of another, without any call that moves data.
static void passAround(MPI_Comm node) {
  enum { kCount = 500 };
  int *mine = NULL;
  MPI_Win win;
  MUST(MPI_Win_allocate_shared(kCount * sizeof(int), sizeof(int), MPI_INFO_NULL, node, &mine, &win));
  int *parts[64];
  for (int r = 0; r < np; r++) {
    MPI_Aint byteSize = -1;
    int unit = -1;
    MUST(MPI_Win_shared_query(win, r, &byteSize, &unit, &parts[r]));
    CHECK(byteSize == kCount * (MPI_Aint)sizeof(int) && unit == sizeof(int));
    if (r > 0) CHECK(parts[r] == parts[r - 1] + kCount);  // without gaps
  }
  CHECK(parts[me] == mine);
  MUST(MPI_Win_lock_all(MPI_MODE_NOCHECK, win));
  for (int i = 0; i < kCount; i++) mine[i] = pattern(me, 0, i);
  MUST(MPI_Win_sync(win));
  MUST(MPI_Barrier(node));
  MUST(MPI_Win_sync(win));
  for (int r = 0; r < np; r++)
    for (int i = 0; i < kCount; i++) CHECK(parts[r][i] == pattern(r, 0, i));
  MUST(MPI_Barrier(node));

  // A stick goes round through memory alone: each waits for its turn by loading.
  volatile int *turn = (volatile int *)parts[0];
  if (me == 0) *turn = 0;
  MUST(MPI_Barrier(node));
  while (__atomic_load_n(turn, __ATOMIC_SEQ_CST) != me) {
    int flag;
    MUST(MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &flag, MPI_STATUS_IGNORE));
  }
  __atomic_store_n(turn, me + 1, __ATOMIC_SEQ_CST);
  MUST(MPI_Barrier(node));
  CHECK(*turn == np);
  MUST(MPI_Win_unlock_all(win));

  // The same memory through RMA.
  MUST(MPI_Win_fence(0, win));
  const int one = 1;
  MUST(MPI_Accumulate(&one, 1, MPI_INT, np - 1, kCount - 1, 1, MPI_INT, MPI_SUM, win));
  MUST(MPI_Win_fence(0, win));
  CHECK(parts[np - 1][kCount - 1] == pattern(np - 1, 0, kCount - 1) + np);
  MUST(MPI_Win_free(&win));
}

/// One rank's part holds all; the others have none.
static void oneForAll(MPI_Comm node) {
  enum { kCount = 4096 };
  int *mine = NULL, *all = NULL, unit = -1, *flavor = NULL, isSet = 0;
  MPI_Aint byteSize = -1;
  MPI_Win win;
  MUST(MPI_Win_allocate_shared(me == np - 1 ? kCount * sizeof(int) : 0, sizeof(int), MPI_INFO_NULL,
                               node, &mine, &win));
  MUST(MPI_Win_shared_query(win, MPI_PROC_NULL, &byteSize, &unit, &all));
  CHECK(byteSize == kCount * (MPI_Aint)sizeof(int) && unit == sizeof(int));
  MUST(MPI_Win_get_attr(win, MPI_WIN_CREATE_FLAVOR, &flavor, &isSet));
  CHECK(isSet && *flavor == MPI_WIN_FLAVOR_SHARED);
  MUST(MPI_Win_fence(0, win));
  for (int i = me; i < kCount; i += np) all[i] = i * i;
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < kCount; i++) CHECK(all[i] == i * i);
  MUST(MPI_Win_free(&win));
}

/// With gaps between the parts, if the library likes.
static void withGaps(MPI_Comm node) {
  int *mine = NULL, *other = NULL, unit = -1;
  MPI_Aint byteSize = -1;
  MPI_Info hints;
  MPI_Win win;
  MUST(MPI_Info_create(&hints));
  MUST(MPI_Info_set(hints, "alloc_shared_noncontig", "true"));
  MUST(MPI_Win_allocate_shared(10 * sizeof(int), 1, hints, node, &mine, &win));
  MUST(MPI_Info_free(&hints));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < 10; i++) mine[i] = pattern(me, 3, i);
  MUST(MPI_Win_fence(0, win));
  const int next = (me + 1) % np;
  MUST(MPI_Win_shared_query(win, next, &byteSize, &unit, &other));
  CHECK(byteSize >= 10 * (MPI_Aint)sizeof(int) && unit == 1);  // Open MPI counts the gap in
  for (int i = 0; i < 10; i++) CHECK(other[i] == pattern(next, 3, i));
  MUST(MPI_Win_fence(0, win));
  MUST(MPI_Win_free(&win));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm node;
  MUST(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node));
  passAround(node);
  oneForAll(node);
  // What was shared is ordinary memory again, and can be shared anew.
  for (int i = 0; i < 5; i++) oneForAll(node);
  withGaps(node);
  MUST(MPI_Comm_free(&node));
  return finish("shared_memory");
}
