// Memory that MPI allocates, and the predefined attributes of windows of each flavor.
// ranks: 1 2 3 4
// functions: MPI_Win_allocate MPI_Win_get_attr
#include "windows.h"

static void describe(MPI_Win win, const void *base, MPI_Aint byteSize, int unit, int flavor) {
  void *foundBase = NULL;
  MPI_Aint *foundSize = NULL;
  int *foundUnit = NULL, *foundFlavor = NULL, *model = NULL, isSet = 0;
  MUST(MPI_Win_get_attr(win, MPI_WIN_BASE, &foundBase, &isSet));
  CHECK(isSet && foundBase == base);
  MUST(MPI_Win_get_attr(win, MPI_WIN_SIZE, &foundSize, &isSet));
  CHECK(isSet && *foundSize == byteSize);
  MUST(MPI_Win_get_attr(win, MPI_WIN_DISP_UNIT, &foundUnit, &isSet));
  CHECK(isSet && *foundUnit == unit);
  MUST(MPI_Win_get_attr(win, MPI_WIN_CREATE_FLAVOR, &foundFlavor, &isSet));
  CHECK(isSet && *foundFlavor == flavor);
  MUST(MPI_Win_get_attr(win, MPI_WIN_MODEL, &model, &isSet));
  CHECK(isSet && (*model == MPI_WIN_UNIFIED || *model == MPI_WIN_SEPARATE));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  enum { kCount = 1000 };
  WINDOW_MEMORY int own[4];
  int *cells = NULL;
  MPI_Win win, created;
  MUST(MPI_Win_allocate(kCount * sizeof(int), sizeof(int), MPI_INFO_NULL, MPI_COMM_WORLD, &cells,
                        &win));
  CHECK(cells != NULL && (uintptr_t)cells % 8 == 0);
  memset(cells, 0, kCount * sizeof(int));
  describe(win, cells, kCount * sizeof(int), sizeof(int), MPI_WIN_FLAVOR_ALLOCATE);
  MUST(MPI_Win_create(own, sizeof own, 2, MPI_INFO_NULL, MPI_COMM_WORLD, &created));
  describe(created, own, sizeof own, 2, MPI_WIN_FLAVOR_CREATE);
  describe(win, cells, kCount * sizeof(int), sizeof(int), MPI_WIN_FLAVOR_ALLOCATE);

  MUST(MPI_Win_fence(0, win));
  const int to = (me + 1) % np, from = (me + np - 1) % np;
  int mine[10];
  for (int i = 0; i < 10; i++) mine[i] = pattern(me, to, i);
  MUST(MPI_Put(mine, 10, MPI_INT, to, kCount - 10, 10, MPI_INT, win));
  MUST(MPI_Win_fence(0, win));
  for (int i = 0; i < 10; i++) CHECK(cells[kCount - 10 + i] == pattern(from, me, i));
  say("cells %u", hashBytes(cells, kCount * sizeof(int)));
  MUST(MPI_Win_free(&created));
  MUST(MPI_Win_free(&win));

  // Sizes may differ, and be zero.
  MUST(MPI_Win_allocate(me % 2 * 64, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &cells, &win));
  MPI_Aint *byteSize = NULL;
  int isSet = 0;
  MUST(MPI_Win_get_attr(win, MPI_WIN_SIZE, &byteSize, &isSet));
  CHECK(isSet && *byteSize == me % 2 * 64);
  MUST(MPI_Win_free(&win));

  // Many windows, one after the other, do not use memory up.
  for (int i = 0; i < 20; i++) {
    MUST(MPI_Win_allocate(1 << 20, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &cells, &win));
    memset(cells, i, 1 << 20);
    MUST(MPI_Win_free(&win));
  }
  return finish("allocate");
}
