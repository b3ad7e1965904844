// Windows over memory of the program, fences, Put and Get with plain and derived types and units.
// ranks: 1 2 3 4
// functions: MPI_Win_create MPI_Win_fence MPI_Put MPI_Get MPI_Win_free
#include "windows.h"

enum { kCells = 64 };

/// Every rank writes into its own slots at all others, then reads its neighbour's.
static void exchangeInts(void) {
  int *cells = calloc(kCells, sizeof *cells), mine[4], seen[kCells];
  MPI_Win win;
  MUST(MPI_Win_create(cells, kCells * sizeof *cells, sizeof *cells, MPI_INFO_NULL, MPI_COMM_WORLD,
                      &win));
  MUST(MPI_Win_fence(MPI_MODE_NOPRECEDE, win));
  for (int to = 0; to < np; to++) {
    for (int i = 0; i < 4; i++) mine[i] = pattern(me, 0, i);
    MUST(MPI_Put(mine, 4, MPI_INT, to, 4 * me, 4, MPI_INT, win));
  }
  MUST(MPI_Win_fence(0, win));
  for (int from = 0; from < np; from++)
    for (int i = 0; i < 4; i++) CHECK(cells[4 * from + i] == pattern(from, 0, i));
  for (int i = 4 * np; i < kCells; i++) CHECK(cells[i] == 0);
  MUST(MPI_Get(seen, 4 * np, MPI_INT, (me + 1) % np, 0, 4 * np, MPI_INT, win));
  MUST(MPI_Win_fence(MPI_MODE_NOSUCCEED, win));
  say("seen %u", hashBytes(seen, 4 * (size_t)np * sizeof *seen));
  MUST(MPI_Win_free(&win));
  CHECK(win == MPI_WIN_NULL);
  free(cells);
}

/// A column of the neighbour's matrix becomes a row here, and the other way round.
static void exchangeColumns(void) {
  enum { kSide = 6 };
  WINDOW_MEMORY double matrix[kSide][kSide];
  double column[kSide], row[kSide];
  const int right = (me + 1) % np, left = (me + np - 1) % np;
  for (int i = 0; i < kSide; i++) {
    row[i] = 1000 * me + i;
    for (int j = 0; j < kSide; j++) matrix[i][j] = 100 * me + 10 * i + j;
  }
  MPI_Datatype columnType;
  MPI_Win win;
  MUST(MPI_Type_vector(kSide, 1, kSide, MPI_DOUBLE, &columnType));
  MUST(MPI_Type_commit(&columnType));
  MUST(MPI_Win_create(matrix, sizeof matrix, sizeof(double), MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MUST(MPI_Win_fence(0, win));
  MUST(MPI_Get(column, kSide, MPI_DOUBLE, right, 2, 1, columnType, win));
  MUST(MPI_Win_fence(0, win));
  MUST(MPI_Put(row, kSide, MPI_DOUBLE, left, 5, 1, columnType, win));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < kSide; i++) {
    CHECK(column[i] == 100 * right + 10 * i + 2);
    for (int j = 0; j < kSide; j++)
      CHECK(matrix[i][j] == (j == 5 ? 1000 * right + i : 100 * me + 10 * i + j));
  }
  MUST(MPI_Win_free(&win));
  MUST(MPI_Type_free(&columnType));
}

/// Ranks expose parts of different sizes with different units; the target's unit counts.
static void exchangeUnits(void) {
  WINDOW_MEMORY char bytes[256];
  memset(bytes, 'a' + me, sizeof bytes);
  const int unit = me % 2 == 0 ? 1 : 8;
  MPI_Win win;
  MUST(MPI_Win_create(bytes, 64 * (me + 1) < 256 ? 64 * (me + 1) : 256, unit, MPI_INFO_NULL,
                      MPI_COMM_WORLD, &win));
  MUST(MPI_Win_fence(0, win));
  const int to = (me + 1) % np;
  const char sent[8] = "sentence";
  MUST(MPI_Put(sent, 8, MPI_CHAR, to, to % 2 == 0 ? 16 : 2, 8, MPI_CHAR, win));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < 256; i++)
    CHECK(bytes[i] == (i >= 16 && i < 24 ? sent[i - 16] : 'a' + me));
  MUST(MPI_Win_free(&win));
}

/// Nothing at all: an empty window, no elements, MPI_PROC_NULL.
static void exchangeNothing(void) {
  WINDOW_MEMORY int value = 7;
  MPI_Win win;
  MUST(MPI_Win_create(me == 0 ? &value : NULL, me == 0 ? sizeof value : 0, 1, MPI_INFO_NULL,
                      MPI_COMM_WORLD, &win));
  MUST(MPI_Win_fence(0, win));
  MUST(MPI_Put(NULL, 0, MPI_INT, np - 1, 0, 0, MPI_INT, win));
  MUST(MPI_Get(NULL, 0, MPI_INT, 0, 0, 0, MPI_INT, win));
  MUST(MPI_Put(&value, 1, MPI_INT, MPI_PROC_NULL, 0, 1, MPI_INT, win));
  MUST(MPI_Get(&value, 1, MPI_INT, MPI_PROC_NULL, 0, 1, MPI_INT, win));
  MUST(MPI_Win_fence(0, win));
  CHECK(value == 7);
  MUST(MPI_Win_free(&win));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  exchangeInts();
  exchangeColumns();
  exchangeUnits();
  exchangeNothing();
  return finish("fence_put_get");
}
