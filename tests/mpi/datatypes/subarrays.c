// MPI-3.1 4.1.3: parts of arrays in two and three dimensions, in C and in Fortran order.
// functions: MPI_Type_create_subarray MPI_Type_commit MPI_Type_free MPI_Type_get_extent
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np;
  int sizes[2] = {6, 8}, parts[2] = {3, 4}, starts[2] = {2, 1};
  int out[6][8], in[6][8];
  for (int order = 0; order < 2; order++) {
    MPI_Datatype type;
    MPI_Aint lower = -1, extent = 0;
    MUST(MPI_Type_create_subarray(2, sizes, parts, starts, order ? MPI_ORDER_FORTRAN : MPI_ORDER_C,
                                  MPI_INT, &type));
    MUST(MPI_Type_commit(&type));
    MUST(MPI_Type_get_extent(type, &lower, &extent));
    CHECK(lower == 0 && extent == (MPI_Aint)sizeof out);
    for (int i = 0; i < 6; i++)
      for (int j = 0; j < 8; j++) out[i][j] = me * 100 + i * 8 + j, in[i][j] = -1;
    MUST(MPI_Sendrecv(out, 1, type, right, 0, in, 1, type, left, 0, MPI_COMM_WORLD,
                      MPI_STATUS_IGNORE));
    int filled = 0;
    for (int i = 0; i < 6; i++)
      for (int j = 0; j < 8; j++) {
        int k = i * 8 + j;  // in Fortran order the first index runs fastest: 6 by 8 columns
        int first = order ? k % 6 : i, second = order ? k / 6 : j;
        int inside = first >= 2 && first < 5 && second >= 1 && second < 5;
        CHECK(in[i][j] == (inside ? left * 100 + k : -1));
        filled += inside;
      }
    say("order %d: %d items %u", order, filled, hashBytes(in, sizeof in));
    MUST(MPI_Type_free(&type));
  }

  // A face of a cube, gathered by rank 0 from everybody.
  int cubeSizes[3] = {4, 4, 4}, face[3] = {4, 1, 4}, at[3] = {0, 3, 0};
  double cube[64], faces[16 * 64];
  MPI_Datatype type;
  MUST(MPI_Type_create_subarray(3, cubeSizes, face, at, MPI_ORDER_C, MPI_DOUBLE, &type));
  MUST(MPI_Type_commit(&type));
  for (int i = 0; i < 64; i++) cube[i] = me + i / 64.0;
  MUST(MPI_Gather(cube, 1, type, faces, 16, MPI_DOUBLE, 0, MPI_COMM_WORLD));
  if (me == 0)
    for (int r = 0; r < np; r++)
      for (int i = 0; i < 16; i++) {
        CHECK(faces[r * 16 + i] == r + ((i / 4) * 16 + 12 + i % 4) / 64.0);
      }
  if (me == 0) say("faces %u", hashBytes(faces, (size_t)np * 16 * sizeof *faces));
  MUST(MPI_Type_free(&type));
  return finish("subarrays");
}
