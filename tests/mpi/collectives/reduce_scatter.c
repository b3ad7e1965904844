// MPI-3.1 5.10: Reduce_scatter with unequal counts (zero among them) and Reduce_scatter_block.
// functions: MPI_Reduce_scatter MPI_Reduce_scatter_block
#include "support.h"

static int value(int rank, int i) { return (rank + 1) * 100 + i; }

static int reduced(int i) {
  int sum = 0;
  for (int r = 0; r < np; r++) sum += value(r, i);
  return sum;
}

static void varying(int inPlace) {
  int counts[64], first = 0, total = 0, out[256], in[256];
  for (int r = 0; r < np; r++) {
    counts[r] = r == 1 ? 0 : r + 2;
    if (r < me) first += counts[r];
    total += counts[r];
  }
  for (int i = 0; i < total; i++) out[i] = value(me, i), in[i] = inPlace ? out[i] : -1;
  MUST(MPI_Reduce_scatter(inPlace ? MPI_IN_PLACE : out, in, counts, MPI_INT, MPI_SUM,
                          MPI_COMM_WORLD));
  for (int i = 0; i < counts[me]; i++) CHECK(in[i] == reduced(first + i));
  say("reduce_scatter in place %d: %d items %u", inPlace, counts[me],
      hashBytes(in, (size_t)counts[me] * sizeof *in));
}

static void equal(int inPlace) {
  enum { kEach = 5 };
  int out[64 * kEach], in[64 * kEach];
  for (int i = 0; i < np * kEach; i++) out[i] = value(me, i), in[i] = inPlace ? out[i] : -1;
  MUST(MPI_Reduce_scatter_block(inPlace ? MPI_IN_PLACE : out, in, kEach, MPI_INT, MPI_SUM,
                                MPI_COMM_WORLD));
  for (int i = 0; i < kEach; i++) CHECK(in[i] == reduced(me * kEach + i));
  say("reduce_scatter_block in place %d: %u", inPlace, hashBytes(in, kEach * sizeof *in));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  for (int inPlace = 0; inPlace < 2; inPlace++) varying(inPlace), equal(inPlace);
  return finish("reduce_scatter");
}
