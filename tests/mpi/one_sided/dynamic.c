// Windows that memory is attached to later; displacements are the target's addresses.
// ranks: 1 2 3 4
// functions: MPI_Win_create_dynamic MPI_Win_attach MPI_Win_detach
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  enum { kCount = 100 };
  const int to = (me + 1) % np, from = (me + np - 1) % np;
  MPI_Win win;
  void *base = &win;
  MPI_Aint *byteSize = NULL;
  int isSet = 0, *flavor = NULL;
  MUST(MPI_Win_create_dynamic(MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MUST(MPI_Win_get_attr(win, MPI_WIN_BASE, &base, &isSet));
  CHECK(isSet && base == MPI_BOTTOM);
  MUST(MPI_Win_get_attr(win, MPI_WIN_SIZE, &byteSize, &isSet));
  CHECK(isSet && *byteSize == 0);
  MUST(MPI_Win_get_attr(win, MPI_WIN_CREATE_FLAVOR, &flavor, &isSet));
  CHECK(isSet && *flavor == MPI_WIN_FLAVOR_DYNAMIC);

  for (int round = 0; round < 3; round++) {
    // Memory of another size, hence elsewhere, on every rank.
    int *cells = calloc((size_t)(kCount * (me + 1)), sizeof *cells), mine[kCount], seen[kCount];
    for (int i = 0; i < kCount; i++) mine[i] = pattern(me, to, i + round);
    MUST(MPI_Win_attach(win, cells, kCount * sizeof *cells));
    MPI_Aint address = 0, addresses[64];
    MUST(MPI_Get_address(cells, &address));
    MUST(MPI_Allgather(&address, 1, MPI_AINT, addresses, 1, MPI_AINT, MPI_COMM_WORLD));
    MUST(MPI_Win_fence(0, win));
    MUST(MPI_Put(mine, kCount, MPI_INT, to, addresses[to], kCount, MPI_INT, win));
    MUST(MPI_Win_fence(0, win));
    for (int i = 0; i < kCount; i++) CHECK(cells[i] == pattern(from, me, i + round));
    MUST(MPI_Get(seen, kCount / 2, MPI_INT, to, MPI_Aint_add(addresses[to], kCount / 2 * sizeof(int)),
                 kCount / 2, MPI_INT, win));
    MUST(MPI_Win_fence(0, win));
    for (int i = 0; i < kCount / 2; i++) CHECK(seen[i] == mine[kCount / 2 + i]);
    const int one = 1;
    MUST(MPI_Accumulate(&one, 1, MPI_INT, 0, addresses[0], 1, MPI_INT, MPI_SUM, win));
    MUST(MPI_Win_fence(0, win));
    if (me == 0) CHECK(cells[0] == pattern(from, me, round) + np);
    say("round %d: %u", round, hashBytes(cells, kCount * sizeof *cells));
    MUST(MPI_Barrier(MPI_COMM_WORLD));
    MUST(MPI_Win_detach(win, cells));
    free(cells);
  }
  MUST(MPI_Win_free(&win));
  return finish("dynamic");
}
