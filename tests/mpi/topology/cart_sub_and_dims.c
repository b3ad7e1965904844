// MPI-3.1 7.5.2, 7.5.7: balanced factors with some given, and cutting a grid into lines.
// functions: MPI_Dims_create MPI_Cart_sub MPI_Cart_create MPI_Cartdim_get MPI_Comm_dup MPI_Topo_test
#include "support.h"

static void showDims(int nodes, int a, int b, int c) {
  int dims[3] = {a, b, c};
  MUST(MPI_Dims_create(nodes, 3, dims));
  CHECK(dims[0] * dims[1] * dims[2] == nodes);
  say("%d with %d %d %d: %d %d %d", nodes, a, b, c, dims[0], dims[1], dims[2]);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  showDims(24, 0, 0, 0);
  showDims(24, 0, 2, 0);
  showDims(60, 5, 0, 0);
  showDims(7, 0, 0, 0);
  showDims(64, 4, 4, 4);

  int dims[3] = {np >= 4 ? 2 : np, np >= 4 ? 2 : 1, 1}, periods[3] = {0, 1, 1};
  MPI_Comm grid, plane, line, point, copy;
  MUST(MPI_Cart_create(MPI_COMM_WORLD, 3, dims, periods, 1, &grid));
  int rank = -1, size = -1, number = -1, topology = 0;
  MUST(MPI_Comm_rank(grid, &rank));
  int keepPlane[3] = {1, 1, 0}, keepLine[3] = {0, 1, 0}, keepNothing[3] = {0, 0, 0};
  MUST(MPI_Cart_sub(grid, keepPlane, &plane));
  MUST(MPI_Cart_sub(grid, keepLine, &line));
  MUST(MPI_Cartdim_get(plane, &number));
  MUST(MPI_Comm_size(plane, &size));
  CHECK(number == 2 && size == dims[0] * dims[1]);
  int gotDims[2], gotPeriods[2], coords[2], whole[3];
  MUST(MPI_Cart_get(plane, 2, gotDims, gotPeriods, coords));
  MUST(MPI_Cart_coords(grid, rank, 3, whole));
  CHECK(gotPeriods[0] == 0 && gotPeriods[1] == 1 && coords[0] == whole[0] && coords[1] == whole[1]);
  MUST(MPI_Cartdim_get(line, &number));
  MUST(MPI_Comm_size(line, &size));
  CHECK(number == 1 && size == dims[1]);
  int sum = 0;
  MUST(MPI_Allreduce(&whole[1], &sum, 1, MPI_INT, MPI_SUM, line));
  say("line of %d, sum of coordinates %d", size, sum);
  MUST(MPI_Cart_sub(grid, keepNothing, &point));
  say("point %s", point == MPI_COMM_NULL ? "none" : "made");  // MPICH makes one for rank 0 only
  if (point != MPI_COMM_NULL) {
    MUST(MPI_Comm_size(point, &size));
    CHECK(size == 1);
    MUST(MPI_Comm_free(&point));
  }

  MUST(MPI_Comm_dup(grid, &copy));  // a duplicate keeps the topology
  MUST(MPI_Topo_test(copy, &topology));
  CHECK(topology == MPI_CART);
  MUST(MPI_Cartdim_get(copy, &number));
  CHECK(number == 3);
  say("dims %d", number);
  MUST(MPI_Comm_free(&copy));
  MUST(MPI_Comm_free(&line));
  MUST(MPI_Comm_free(&plane));
  MUST(MPI_Comm_free(&grid));
  return finish("cart_sub_and_dims");
}
