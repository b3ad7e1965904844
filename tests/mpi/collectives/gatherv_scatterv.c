// MPI-3.1 5.5, 5.6: varying counts with gaps and in reverse order of ranks; some ranks give nothing.
// functions: MPI_Gatherv MPI_Scatterv
#include "support.h"

static int *counts, *displacements, total;

/// Rank r has 3r mod 5 items; blocks lie in reverse order of ranks, one unused item between them.
static void layOut(void) {
  counts = malloc((size_t)np * sizeof *counts);
  displacements = malloc((size_t)np * sizeof *displacements);
  total = 0;
  for (int r = np - 1; r >= 0; r--) {
    counts[r] = 3 * r % 5;
    displacements[r] = total;
    total += counts[r] + 1;
  }
}

static void gather(int root, int inPlace) {
  int own[8], *all = NULL;
  for (int i = 0; i < counts[me]; i++) own[i] = pattern(me, root, i);
  if (me == root) {
    all = malloc((size_t)total * sizeof *all);
    for (int i = 0; i < total; i++) all[i] = -1;
    if (inPlace) memcpy(all + displacements[me], own, (size_t)counts[me] * sizeof *own);
  }
  const void *from = me == root && inPlace ? MPI_IN_PLACE : own;
  MUST(MPI_Gatherv(from, counts[me], MPI_INT, all, me == root ? counts : NULL,
                   me == root ? displacements : NULL, MPI_INT, root, MPI_COMM_WORLD));
  if (me != root) return;
  for (int r = 0; r < np; r++) {
    for (int i = 0; i < counts[r]; i++) CHECK(all[displacements[r] + i] == pattern(r, root, i));
    CHECK(all[displacements[r] + counts[r]] == -1);
  }
  say("gatherv%s %u", inPlace ? " in place" : "", hashBytes(all, (size_t)total * sizeof *all));
  free(all);
}

static void scatter(int root, int inPlace) {
  short own[8], *all = NULL;
  memset(own, 0x7F, sizeof own);
  if (me == root) {
    all = malloc((size_t)total * sizeof *all);
    for (int i = 0; i < total; i++) all[i] = (short)(10 * root + i);
  }
  void *to = me == root && inPlace ? MPI_IN_PLACE : own;
  MUST(MPI_Scatterv(all, counts, displacements, MPI_SHORT, to, counts[me], MPI_SHORT, root,
                    MPI_COMM_WORLD));
  if (!(me == root && inPlace)) {
    for (int i = 0; i < counts[me]; i++) CHECK(own[i] == 10 * root + displacements[me] + i);
    CHECK(own[counts[me]] == 0x7F7F);
    say("scatterv %d items %u", counts[me], hashBytes(own, (size_t)counts[me] * sizeof *own));
  }
  free(all);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  layOut();
  for (int root = 0; root < np; root++)
    for (int inPlace = 0; inPlace < 2; inPlace++) gather(root, inPlace), scatter(root, inPlace);
  free(counts);
  free(displacements);
  return finish("gatherv_scatterv");
}
