// MPI-3.1 7.5: a grid in two dimensions, one periodic: shape, ranks, coordinates, neighbours.
// functions: MPI_Cart_create MPI_Cart_get MPI_Cart_rank MPI_Cart_coords MPI_Cart_shift
// functions: MPI_Cartdim_get MPI_Topo_test MPI_Dims_create MPI_Cart_map
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  int dims[2] = {0, 0}, periods[2] = {1, 0}, gotDims[2], gotPeriods[2], coords[2], number = -1;
  int topology = 0;
  MUST(MPI_Dims_create(np, 2, dims));
  CHECK(dims[0] * dims[1] == np);
  MPI_Comm grid, small;
  MUST(MPI_Cart_create(MPI_COMM_WORLD, 2, dims, periods, 0, &grid));
  MUST(MPI_Topo_test(grid, &topology));
  CHECK(topology == MPI_CART);
  MUST(MPI_Topo_test(MPI_COMM_WORLD, &topology));
  CHECK(topology == MPI_UNDEFINED);
  MUST(MPI_Cartdim_get(grid, &number));
  CHECK(number == 2);
  MUST(MPI_Cart_get(grid, 2, gotDims, gotPeriods, coords));
  CHECK(gotDims[0] == dims[0] && gotDims[1] == dims[1]);
  CHECK(gotPeriods[0] == 1 && gotPeriods[1] == 0);
  say("grid %dx%d at %d,%d", gotDims[0], gotDims[1], coords[0], coords[1]);
  for (int r = 0; r < np; r++) {
    int at[2], back = -1;
    MUST(MPI_Cart_coords(grid, r, 2, at));
    MUST(MPI_Cart_rank(grid, at, &back));
    CHECK(back == r && at[0] == r / dims[1] && at[1] == r % dims[1]);
  }
  int wrapped[2] = {coords[0] + 3 * dims[0], coords[1]}, same = -1;
  MUST(MPI_Cart_rank(grid, wrapped, &same));
  CHECK(same == me);

  for (int dimension = 0; dimension < 2; dimension++)
    for (int distance = -1; distance <= 2; distance++) {
      int source = -9, destination = -9;
      if (distance == 0) continue;
      MUST(MPI_Cart_shift(grid, dimension, distance, &source, &destination));
      say("shift %d by %d: %s%d %s%d", dimension, distance, source == MPI_PROC_NULL ? "null " : "",
          source == MPI_PROC_NULL ? 0 : source, destination == MPI_PROC_NULL ? "null " : "",
          destination == MPI_PROC_NULL ? 0 : destination);
    }

  // A halo exchange; at open edges PROC_NULL leaves the halo as it was.
  int halo[2] = {-1, -1}, up, down, left, right;
  MUST(MPI_Cart_shift(grid, 0, 1, &up, &down));
  MUST(MPI_Cart_shift(grid, 1, 1, &left, &right));
  MUST(MPI_Sendrecv(&me, 1, MPI_INT, down, 0, &halo[0], 1, MPI_INT, up, 0, grid, MPI_STATUS_IGNORE));
  MUST(MPI_Sendrecv(&me, 1, MPI_INT, right, 1, &halo[1], 1, MPI_INT, left, 1, grid,
                    MPI_STATUS_IGNORE));
  CHECK(halo[0] == up && halo[1] == (left == MPI_PROC_NULL ? -1 : left));
  say("halo %d %d", halo[0], halo[1]);

  // Fewer places than ranks: the rest get no communicator. Cart_map tells who would be left out.
  int line[1] = {(np + 1) / 2}, open[1] = {0}, place = -1;
  MUST(MPI_Cart_map(MPI_COMM_WORLD, 1, line, open, &place));
  say("mapped: %s", place == MPI_UNDEFINED ? "nowhere" : "somewhere");
  MUST(MPI_Cart_create(MPI_COMM_WORLD, 1, line, open, 0, &small));
  CHECK((small == MPI_COMM_NULL) == (me >= line[0]));
  if (small != MPI_COMM_NULL) MUST(MPI_Comm_free(&small));
  MUST(MPI_Comm_free(&grid));
  return finish("cartesian");
}
