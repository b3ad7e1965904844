// MPI-3.1 5.5, 5.6: Gather and Scatter with every root, in place at the root, arguments that only
// the root uses left out elsewhere.
// functions: MPI_Gather MPI_Scatter
#include "support.h"

enum { kEach = 7 };

static void gather(int root, int inPlace) {
  int *all = me == root ? malloc((size_t)np * kEach * sizeof *all) : NULL;
  int own[kEach];
  for (int i = 0; i < kEach; i++) own[i] = pattern(me, root, i);
  if (me == root) {
    for (int i = 0; i < np * kEach; i++) all[i] = -1;
    if (inPlace) memcpy(all + me * kEach, own, sizeof own);
  }
  const void *from = me == root && inPlace ? MPI_IN_PLACE : own;
  MUST(MPI_Gather(from, kEach, MPI_INT, all, kEach, MPI_INT, root, MPI_COMM_WORLD));
  if (me != root) return;
  for (int r = 0; r < np; r++)
    for (int i = 0; i < kEach; i++) CHECK(all[r * kEach + i] == pattern(r, root, i));
  say("gathered%s %u", inPlace ? " in place" : "", hashBytes(all, (size_t)np * kEach * sizeof *all));
  free(all);
}

static void scatter(int root, int inPlace) {
  double *all = me == root ? malloc((size_t)np * kEach * sizeof *all) : NULL;
  double own[kEach];
  for (int i = 0; i < kEach; i++) own[i] = -1;
  if (me == root)
    for (int i = 0; i < np * kEach; i++) all[i] = root + i / 8.0;
  void *to = me == root && inPlace ? MPI_IN_PLACE : own;
  MUST(MPI_Scatter(all, kEach, MPI_DOUBLE, to, kEach, MPI_DOUBLE, root, MPI_COMM_WORLD));
  const double *mine = me == root && inPlace ? all + me * kEach : own;
  for (int i = 0; i < kEach; i++) CHECK(mine[i] == root + (me * kEach + i) / 8.0);
  say("scattered%s %.3f", inPlace ? " in place" : "", mine[kEach - 1]);
  free(all);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  for (int root = 0; root < np; root++)
    for (int inPlace = 0; inPlace < 2; inPlace++) gather(root, inPlace), scatter(root, inPlace);
  return finish("gather_scatter");
}
