// Accumulate and Get_accumulate: operations, derived types, what comes back.
// ranks: 1 2 3 4
// functions: MPI_Accumulate MPI_Get_accumulate
#include "windows.h"

typedef struct {
  int value, index;
} Pair;

static void sumUp(void) {
  WINDOW_MEMORY int ints[8] = {0};
  int one[8];
  WINDOW_MEMORY double doubles[4] = {1, 1, 1, 1};
  double factor[4] = {2, 2, 2, 2};
  MPI_Win intWin, doubleWin;
  for (int i = 0; i < 8; i++) one[i] = me + 1 + i;
  MUST(MPI_Win_create(ints, sizeof ints, sizeof *ints, MPI_INFO_NULL, MPI_COMM_WORLD, &intWin));
  MUST(MPI_Win_create(doubles, sizeof doubles, sizeof *doubles, MPI_INFO_NULL, MPI_COMM_WORLD,
                      &doubleWin));
  MUST(MPI_Win_fence(0, intWin));
  MUST(MPI_Win_fence(0, doubleWin));
  for (int to = 0; to < np; to++) {
    MUST(MPI_Accumulate(one, 8, MPI_INT, to, 0, 8, MPI_INT, MPI_SUM, intWin));
    MUST(MPI_Accumulate(factor, 4, MPI_DOUBLE, to, 0, 4, MPI_DOUBLE, MPI_PROD, doubleWin));
  }
  MUST(MPI_Win_fence(0, intWin));
  MUST(MPI_Win_fence(0, doubleWin));
  for (int i = 0; i < 8; i++) CHECK(ints[i] == np * (np + 1) / 2 + np * i);
  for (int i = 0; i < 4; i++) CHECK(doubles[i] == (double)(1 << np));
  MUST(MPI_Win_free(&doubleWin));
  MUST(MPI_Win_free(&intWin));
}

/// Each row: the operation, the start, what all ranks combine with it.
static void combine(void) {
  const struct {
    MPI_Op op;
    int start, mine, result;
  } rows[] = {
      {MPI_MAX, 3, 10 * me, np == 1 ? 3 : 10 * (np - 1)},
      {MPI_MIN, 3, me - 5, -5},
      {MPI_BOR, 0, 1 << me, (1 << np) - 1},
      {MPI_BAND, -1, ~(1 << me), ~((1 << np) - 1)},
      {MPI_BXOR, 5, 1, np % 2 ? 4 : 5},
      {MPI_LAND, 1, me >= 0, 1},
      {MPI_LOR, 0, me == 0, 1},
      {MPI_LXOR, 0, 1, np % 2},
  };
  enum { kRows = sizeof rows / sizeof *rows };
  WINDOW_MEMORY int cells[kRows];
  for (int i = 0; i < kRows; i++) cells[i] = rows[i].start;
  MPI_Win win;
  MUST(MPI_Win_create(cells, sizeof cells, sizeof *cells, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < kRows; i++)
    MUST(MPI_Accumulate(&rows[i].mine, 1, MPI_INT, 0, i, 1, MPI_INT, rows[i].op, win));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < kRows && me == 0; i++) CHECK(cells[i] == rows[i].result);
  MUST(MPI_Win_free(&win));
}

/// Pairs, and the guest's long: types that are others natively.
static void combineAliases(void) {
  WINDOW_MEMORY Pair best = {-1, -1};
  Pair mine = {(me * 7) % 5, me};
  WINDOW_MEMORY long total = 0;
  long share = me + 1;
  MPI_Win pairWin, longWin;
  MUST(MPI_Win_create(&best, sizeof best, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &pairWin));
  MUST(MPI_Win_create(&total, sizeof total, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &longWin));
  MUST(MPI_Win_fence(0, pairWin));
  MUST(MPI_Win_fence(0, longWin));
  MUST(MPI_Accumulate(&mine, 1, MPI_2INT, 0, 0, 1, MPI_2INT, MPI_MAXLOC, pairWin));
  MUST(MPI_Accumulate(&share, 1, MPI_LONG, 0, 0, 1, MPI_LONG, MPI_SUM, longWin));
  MUST(MPI_Win_fence(0, pairWin));
  MUST(MPI_Win_fence(0, longWin));
  if (me == 0) say("best %d of %d, total %d", best.value, best.index, (int)total);
  MUST(MPI_Win_free(&longWin));
  MUST(MPI_Win_free(&pairWin));
}

/// Every other element, by a derived type at both ends.
static void combineStrided(void) {
  WINDOW_MEMORY int cells[12] = {0};
  int mine[6];
  MPI_Datatype strided;
  MPI_Win win;
  for (int i = 0; i < 6; i++) mine[i] = 10 * i + 1;
  MUST(MPI_Type_vector(3, 1, 2, MPI_INT, &strided));
  MUST(MPI_Type_commit(&strided));
  MUST(MPI_Win_create(cells, sizeof cells, sizeof *cells, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MUST(MPI_Win_fence(0, win));
  MUST(MPI_Accumulate(mine, 1, strided, 0, 3, 1, strided, MPI_SUM, win));
  MUST(MPI_Accumulate(mine, 3, MPI_INT, 0, 4, 1, strided, MPI_SUM, win));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < 12 && me == 0; i++) {
    const int isFirst = i == 3 || i == 5 || i == 7, isSecond = i == 4 || i == 6 || i == 8;
    CHECK(cells[i] == np * (isFirst ? 10 * (i - 3) + 1 : isSecond ? 10 * ((i - 4) / 2) + 1 : 0));
  }
  MUST(MPI_Win_free(&win));
  MUST(MPI_Type_free(&strided));
}

/// One after the other, so that what comes back is known.
static void fetchAndCombine(void) {
  WINDOW_MEMORY int cells[4] = {1, 2, 3, 4};
  int back[4], mine[4] = {me, me, me, me}, now[4];
  MPI_Win win;
  MUST(MPI_Win_create(cells, sizeof cells, sizeof *cells, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  int before = 0;
  for (int turn = 0; turn < np; turn++) {
    MUST(MPI_Win_fence(0, win));
    if (turn == me) MUST(MPI_Get_accumulate(mine, 4, MPI_INT, back, 4, MPI_INT, 0, 0, 4, MPI_INT, MPI_SUM, win));
    if (turn < me) before += turn;
  }
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < 4; i++) CHECK(back[i] == i + 1 + before);
  MUST(MPI_Get_accumulate(NULL, 0, MPI_INT, now, 4, MPI_INT, 0, 0, 4, MPI_INT, MPI_NO_OP, win));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < 4; i++) CHECK(now[i] == i + 1 + np * (np - 1) / 2);
  if (me == np - 1) {
    const int last[2] = {77, 78};
    MUST(MPI_Accumulate(last, 2, MPI_INT, 0, 1, 2, MPI_INT, MPI_REPLACE, win));
  }
  MUST(MPI_Win_fence(0, win));
  if (me == 0) CHECK(cells[1] == 77 && cells[2] == 78);
  MUST(MPI_Win_free(&win));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  sumUp();
  combine();
  combineAliases();
  combineStrided();
  fetchAndCombine();
  return finish("accumulate");
}
