// MPI-3.1 4.1.2: the four indexed constructors, blocks out of order, of length zero, before the start.
// functions: MPI_Type_indexed MPI_Type_create_hindexed MPI_Type_create_indexed_block
// functions: MPI_Type_create_hindexed_block MPI_Type_commit MPI_Type_free MPI_Type_get_extent
#include "support.h"

enum { kInts = 48 };
static int left, right;

static void move(const char *what, MPI_Datatype type, const int *places, int count) {
  int out[kInts], in[kInts], byteSize = 0;
  MPI_Aint lower = 0, extent = 0;
  MPI_Request request;
  MUST(MPI_Type_commit(&type));
  MUST(MPI_Type_size(type, &byteSize));
  MUST(MPI_Type_get_extent(type, &lower, &extent));
  CHECK(byteSize == count * (int)sizeof(int));
  for (int i = 0; i < kInts; i++) out[i] = 1000 * me + i, in[i] = -1;
  // Typed on the sending side only, then on the receiving side only.
  MUST(MPI_Isend(out + 8, 1, type, right, 0, MPI_COMM_WORLD, &request));
  MUST(MPI_Recv(in, count, MPI_INT, left, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  for (int i = 0; i < count; i++) CHECK(in[i] == 1000 * left + 8 + places[i]);
  for (int i = 0; i < kInts; i++) in[i] = -1;
  MUST(MPI_Isend(out, count, MPI_INT, right, 1, MPI_COMM_WORLD, &request));
  MUST(MPI_Recv(in + 8, 1, type, left, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  for (int i = 0; i < count; i++) CHECK(in[8 + places[i]] == 1000 * left + i);
  int touched = 0;
  for (int i = 0; i < kInts; i++) touched += in[i] != -1;
  CHECK(touched == count);
  say("%s: size %d, lb %d, extent %d, %u", what, byteSize, (int)lower, (int)extent,
      hashBytes(in, sizeof in));
  MUST(MPI_Type_free(&type));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  right = (me + 1) % np, left = (me + np - 1) % np;
  const int intSize = (int)sizeof(int);
  int lengths[4] = {2, 0, 1, 3}, starts[4] = {5, 9, -3, 20};
  MPI_Aint byteStarts[4];
  for (int i = 0; i < 4; i++) byteStarts[i] = (MPI_Aint)starts[i] * intSize;
  const int places[6] = {5, 6, -3, 20, 21, 22};
  const int blocks[8] = {5, 6, 9, 10, -3, -2, 20, 21};
  MPI_Datatype type;
  MUST(MPI_Type_indexed(4, lengths, starts, MPI_INT, &type));
  move("indexed", type, places, 6);
  MUST(MPI_Type_create_hindexed(4, lengths, byteStarts, MPI_INT, &type));
  move("hindexed", type, places, 6);
  MUST(MPI_Type_create_indexed_block(4, 2, starts, MPI_INT, &type));
  move("indexed_block", type, blocks, 8);
  MUST(MPI_Type_create_hindexed_block(4, 2, byteStarts, MPI_INT, &type));
  move("hindexed_block", type, blocks, 8);
  MUST(MPI_Type_indexed(0, lengths, starts, MPI_INT, &type));
  move("indexed of nothing", type, places, 0);
  return finish("indexed");
}
