// MPI-3.1 4.1.2: contiguous, vector and hvector, negative strides included: size, extent, movement.
// functions: MPI_Type_contiguous MPI_Type_vector MPI_Type_create_hvector MPI_Type_commit MPI_Type_free
// functions: MPI_Type_size MPI_Type_get_extent MPI_Type_get_true_extent
#include "support.h"

static int left, right;

static void describe(const char *what, MPI_Datatype type) {
  int byteSize = -1;
  MPI_Aint lower = 0, extent = 0, trueLower = 0, trueExtent = 0;
  MUST(MPI_Type_size(type, &byteSize));
  MUST(MPI_Type_get_extent(type, &lower, &extent));
  MUST(MPI_Type_get_true_extent(type, &trueLower, &trueExtent));
  say("%s: size %d, lb %d, extent %d, true lb %d, true extent %d", what, byteSize, (int)lower,
      (int)extent, (int)trueLower, (int)trueExtent);
}

/// Sends `count` items from inside `out` to the right, receives them as ints; then the reverse way.
static void move(const char *what, MPI_Datatype type, int count, int firstInt) {
  enum { kInts = 64 };
  int out[kInts], packed[kInts], in[kInts], byteSize = 0;
  MPI_Request request;
  MUST(MPI_Type_commit(&type));
  describe(what, type);
  MUST(MPI_Type_size(type, &byteSize));
  int ints = count * byteSize / (int)sizeof(int);
  for (int i = 0; i < kInts; i++) out[i] = 1000 * me + i, packed[i] = in[i] = -1;
  MUST(MPI_Isend(out + firstInt, count, type, right, 0, MPI_COMM_WORLD, &request));
  MUST(MPI_Recv(packed, ints, MPI_INT, left, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  say("%s: sent as ints %u", what, hashBytes(packed, (size_t)ints * sizeof(int)));
  MUST(MPI_Isend(packed, ints, MPI_INT, left, 1, MPI_COMM_WORLD, &request));
  MUST(MPI_Recv(in + firstInt, count, type, right, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  // What the right neighbour received from here comes back to the places it left.
  int moved = 0;
  for (int i = 0; i < kInts; i++) {
    CHECK(in[i] == -1 || in[i] == out[i]);
    moved += in[i] == out[i];
  }
  CHECK(moved == ints);
  MUST(MPI_Type_free(&type));
  CHECK(type == MPI_DATATYPE_NULL);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  right = (me + 1) % np, left = (me + np - 1) % np;
  MPI_Datatype type, row;
  MUST(MPI_Type_contiguous(5, MPI_INT, &type));
  move("contiguous 5", type, 3, 2);
  MUST(MPI_Type_contiguous(0, MPI_INT, &type));
  move("contiguous 0", type, 3, 0);
  MUST(MPI_Type_vector(4, 2, 5, MPI_INT, &type));
  move("vector 4 2 5", type, 2, 1);
  MUST(MPI_Type_vector(3, 1, -4, MPI_INT, &type));
  move("vector 3 1 -4", type, 1, 20);
  MUST(MPI_Type_create_hvector(3, 2, 3 * (MPI_Aint)sizeof(int), MPI_INT, &type));
  move("hvector 3 2 12", type, 2, 0);
  MUST(MPI_Type_create_hvector(2, 1, -5 * (MPI_Aint)sizeof(int), MPI_INT, &type));
  move("hvector 2 1 -20", type, 1, 30);
  MUST(MPI_Type_vector(2, 1, 3, MPI_INT, &row));
  MUST(MPI_Type_create_hvector(3, 1, 8 * (MPI_Aint)sizeof(int), row, &type));
  MUST(MPI_Type_free(&row));  // the new type does not need it
  move("hvector of vectors", type, 1, 4);
  return finish("vectors");
}
