// MPI-3.1 5.8: Alltoallw: counts, byte displacements and types vary with the peer.
// functions: MPI_Alltoallw
#include "support.h"

/// Even peers exchange ints, odd ones doubles; the type is that of the pair's lower rank plus higher.
static int usesDouble(int a, int b) { return (a + b) % 2; }

int main(int argc, char **argv) {
  start(&argc, &argv);
  int counts[64], displacements[64], total = 0;
  MPI_Datatype types[64];
  for (int r = 0; r < np; r++) {
    counts[r] = (me + r) % 3 + 1;
    types[r] = usesDouble(me, r) ? MPI_DOUBLE : MPI_INT;
    displacements[r] = total;
    total += 32;
  }
  char *out = calloc(1, (size_t)total), *in = calloc(1, (size_t)total);
  for (int r = 0; r < np; r++)
    for (int i = 0; i < counts[r]; i++) {
      if (usesDouble(me, r)) ((double *)(void *)(out + displacements[r]))[i] = me * 100 + r + i / 8.0;
      else ((int *)(void *)(out + displacements[r]))[i] = pattern(me, r, i);
    }
  MUST(MPI_Alltoallw(out, counts, displacements, types, in, counts, displacements, types,
                     MPI_COMM_WORLD));
  for (int r = 0; r < np; r++)
    for (int i = 0; i < counts[r]; i++) {
      if (usesDouble(me, r))
        CHECK(((double *)(void *)(in + displacements[r]))[i] == r * 100 + me + i / 8.0);
      else CHECK(((int *)(void *)(in + displacements[r]))[i] == pattern(r, me, i));
    }
  say("mixed: %u", hashBytes(in, (size_t)total));

  // A transpose: rows leave as columns, each peer with its own derived type.
  int n = 3 * np, matrix[3 * 64], columns[3 * 64];
  MPI_Datatype strided[64];
  for (int i = 0; i < n; i++) matrix[i] = pattern(me, 5, i), columns[i] = -1;
  for (int r = 0; r < np; r++) {
    MUST(MPI_Type_vector(3, 1, np, MPI_INT, &strided[r]));
    MUST(MPI_Type_commit(&strided[r]));
    counts[r] = 1;
    displacements[r] = r * (int)sizeof(int);
    types[r] = MPI_INT;
  }
  int three[64], packed[64];
  for (int r = 0; r < np; r++) three[r] = 3, packed[r] = 3 * r * (int)sizeof(int);
  MUST(MPI_Alltoallw(matrix, counts, displacements, strided, columns, three, packed, types,
                     MPI_COMM_WORLD));
  for (int r = 0; r < np; r++)
    for (int i = 0; i < 3; i++) CHECK(columns[3 * r + i] == pattern(r, 5, i * np + me));
  say("transposed: %u", hashBytes(columns, (size_t)n * sizeof *columns));
  for (int r = 0; r < np; r++) MUST(MPI_Type_free(&strided[r]));
  free(out);
  free(in);
  return finish("alltoallw");
}
