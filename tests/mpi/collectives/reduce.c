// MPI-3.1 5.9: Reduce to every root, Allreduce, both in place, and Reduce_local.
// functions: MPI_Reduce MPI_Allreduce MPI_Reduce_local
#include "support.h"

// MPICH 4.0.2 reads from MPI_IN_PLACE of a root other than 0 in longer messages.
enum { kLength = 500 };
static int own[kLength], result[kLength];

static int expected(int i) {
  int sum = 0;
  for (int r = 0; r < np; r++) sum += r * 10 + i;
  return sum;
}

static void toRoot(int root, int inPlace) {
  for (int i = 0; i < kLength; i++) own[i] = me * 10 + i, result[i] = inPlace ? own[i] : -1;
  const void *from = inPlace && me == root ? MPI_IN_PLACE : own;
  MUST(MPI_Reduce(from, me == root ? result : NULL, kLength, MPI_INT, MPI_SUM, root, MPI_COMM_WORLD));
  if (me != root) return;
  for (int i = 0; i < kLength; i++) CHECK(result[i] == expected(i));
  say("reduce in place %d: %u", inPlace, hashBytes(result, sizeof result));
}

static void toAll(int inPlace) {
  for (int i = 0; i < kLength; i++) own[i] = me * 10 + i, result[i] = inPlace ? own[i] : -1;
  MUST(MPI_Allreduce(inPlace ? MPI_IN_PLACE : own, result, kLength, MPI_INT, MPI_SUM, MPI_COMM_WORLD));
  for (int i = 0; i < kLength; i++) CHECK(result[i] == expected(i));
  say("allreduce in place %d: %u", inPlace, hashBytes(result, sizeof result));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  for (int inPlace = 0; inPlace < 2; inPlace++) {
    for (int root = 0; root < np; root++) toRoot(root, inPlace);
    toAll(inPlace);
  }

  double left[4] = {1.5, -2, 3, 0}, right[4] = {2, 5, -3, me};
  MUST(MPI_Reduce_local(left, right, 4, MPI_DOUBLE, MPI_PROD));
  say("local product %.2f %.2f %.2f %.2f", right[0], right[1], right[2], right[3]);
  MUST(MPI_Reduce_local(left, right, 0, MPI_DOUBLE, MPI_SUM));
  CHECK(right[0] == 3.0);

  enum { kLarge = 200000 };
  double *large = malloc(kLarge * sizeof *large);
  for (int i = 0; i < kLarge; i++) large[i] = (me + 1) * (i % 1000);
  MUST(MPI_Allreduce(MPI_IN_PLACE, large, kLarge, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD));
  for (int i = 0; i < kLarge; i++) CHECK(large[i] == (double)np * (i % 1000));
  say("large max %.1f", large[kLarge - 1]);
  free(large);
  return finish("reduce");
}
