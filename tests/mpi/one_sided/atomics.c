// Fetch_and_op and Compare_and_swap: counters and locks in a window, for several integer types.
// ranks: 1 2 3 4
// functions: MPI_Fetch_and_op MPI_Compare_and_swap
#include "windows.h"

enum { kRounds = 50 };

/// Every ticket is drawn once.
static void drawTickets(void) {
  WINDOW_MEMORY int counter = 0;
  int tickets[kRounds], one = 1;
  long long sum = 0, all = 0;
  MPI_Win win;
  MUST(MPI_Win_create(&counter, sizeof counter, sizeof counter, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MUST(MPI_Win_lock_all(0, win));
  for (int i = 0; i < kRounds; i++) {
    MUST(MPI_Fetch_and_op(&one, &tickets[i], MPI_INT, 0, 0, MPI_SUM, win));
    MUST(MPI_Win_flush(0, win));
    CHECK(i == 0 || tickets[i] > tickets[i - 1]);
    sum += tickets[i];
  }
  MUST(MPI_Win_unlock_all(win));
  MUST(MPI_Barrier(MPI_COMM_WORLD));
  int now = -1;
  MUST(MPI_Win_lock(MPI_LOCK_SHARED, 0, 0, win));
  MUST(MPI_Fetch_and_op(NULL, &now, MPI_INT, 0, 0, MPI_NO_OP, win));
  MUST(MPI_Win_unlock(0, win));
  CHECK(now == kRounds * np);
  MUST(MPI_Allreduce(&sum, &all, 1, MPI_LONG_LONG, MPI_SUM, MPI_COMM_WORLD));
  CHECK(all == (long long)kRounds * np * (kRounds * np - 1) / 2);
  MUST(MPI_Win_free(&win));
}

/// Adds to a cell of each type by compare and swap alone.
#define ADD_BY_SWAP(type, mpiType)                                                                 \
  do {                                                                                             \
    WINDOW_MEMORY type cell = 3;                                                                   \
    type mine = 0, old = 0, now = 0;                                                               \
    MPI_Win win;                                                                                   \
    MUST(MPI_Win_create(&cell, sizeof cell, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &win));              \
    MUST(MPI_Win_lock_all(0, win));                                                                \
    for (int i = 0; i < 5; i++)                                                                    \
      do {                                                                                         \
        old = now;                                                                                 \
        mine = (type)(old + 2);                                                                    \
        MUST(MPI_Compare_and_swap(&mine, &old, &now, mpiType, np - 1, 0, win));                    \
        MUST(MPI_Win_flush(np - 1, win));                                                          \
      } while (now != old);                                                                        \
    MUST(MPI_Win_unlock_all(win));                                                                 \
    MUST(MPI_Barrier(MPI_COMM_WORLD));                                                             \
    MUST(MPI_Win_lock(MPI_LOCK_SHARED, np - 1, 0, win));                                           \
    MUST(MPI_Get(&now, 1, mpiType, np - 1, 0, 1, mpiType, win));                                   \
    MUST(MPI_Win_unlock(np - 1, win));                                                             \
    CHECK(now == (type)(3 + 10 * np));                                                             \
    MUST(MPI_Win_free(&win));                                                                      \
  } while (0)

/// One cell of each type replaced; the last to come is there.
static void replaceAll(void) {
  WINDOW_MEMORY double cell = -1;
  double mine = me + 0.5, old = -2;
  MPI_Win win;
  MUST(MPI_Win_create(&cell, sizeof cell, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MUST(MPI_Win_fence(0, win));
  for (int turn = 0; turn < np; turn++) {
    if (turn == me) MUST(MPI_Fetch_and_op(&mine, &old, MPI_DOUBLE, 0, 0, MPI_REPLACE, win));
    MUST(MPI_Win_fence(0, win));
  }
  CHECK(old == (me == 0 ? -1 : me - 0.5));
  if (me == 0) CHECK(cell == np - 0.5);
  MUST(MPI_Win_free(&win));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  drawTickets();
  ADD_BY_SWAP(int, MPI_INT);
  ADD_BY_SWAP(long, MPI_LONG);
  ADD_BY_SWAP(int64_t, MPI_INT64_T);
  ADD_BY_SWAP(uint32_t, MPI_UINT32_T);
  replaceAll();
  return finish("atomics");
}
