// MPI-3.1 5.8: Alltoall and Alltoallv, with IN_PLACE, small and large.
// functions: MPI_Alltoall MPI_Alltoallv
#include "support.h"

static void fixedCounts(int each, int inPlace) {
  size_t byteSize = (size_t)np * (size_t)each * sizeof(int);
  int *out = malloc(byteSize), *in = malloc(byteSize);
  for (int r = 0; r < np; r++)
    for (int i = 0; i < each; i++) out[r * each + i] = pattern(me, r, i), in[r * each + i] = -1;
  if (inPlace) memcpy(in, out, byteSize);
  MUST(MPI_Alltoall(inPlace ? MPI_IN_PLACE : out, each, MPI_INT, in, each, MPI_INT, MPI_COMM_WORLD));
  for (int r = 0; r < np; r++)
    for (int i = 0; i < each; i++) CHECK(in[r * each + i] == pattern(r, me, i));
  say("alltoall %d in place %d: %u", each, inPlace, hashBytes(in, byteSize));
  free(out);
  free(in);
}

/// Rank r sends (r + s) mod 4 items to s; in place the matrix of counts must be symmetric, as it is.
static void varyingCounts(int inPlace) {
  int counts[64], displacements[64], total = 0;
  for (int r = 0; r < np; r++) counts[r] = (me + r) % 4, displacements[r] = total, total += counts[r] + 1;
  int *out = malloc((size_t)total * sizeof *out), *in = malloc((size_t)total * sizeof *in);
  for (int i = 0; i < total; i++) in[i] = out[i] = -1;
  for (int r = 0; r < np; r++)
    for (int i = 0; i < counts[r]; i++) out[displacements[r] + i] = pattern(me, r, i);
  if (inPlace) memcpy(in, out, (size_t)total * sizeof *out);
  MUST(MPI_Alltoallv(inPlace ? MPI_IN_PLACE : out, counts, displacements, MPI_INT, in, counts,
                     displacements, MPI_INT, MPI_COMM_WORLD));
  for (int r = 0; r < np; r++) {
    for (int i = 0; i < counts[r]; i++) CHECK(in[displacements[r] + i] == pattern(r, me, i));
    CHECK(in[displacements[r] + counts[r]] == -1);
  }
  say("alltoallv in place %d: %u", inPlace, hashBytes(in, (size_t)total * sizeof *in));
  free(out);
  free(in);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  for (int inPlace = 0; inPlace < 2; inPlace++) {
    fixedCounts(1, inPlace);
    fixedCounts(3, inPlace);
    fixedCounts(20000, inPlace);
    varyingCounts(inPlace);
  }
  return finish("alltoall");
}
