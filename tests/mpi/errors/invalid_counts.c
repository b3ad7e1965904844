// Negative lengths of arrays: the library's own answer, never a walk through memory.
// wasm-only mpich: ok
// ranks: 1 2
// functions: MPI_Type_create_struct MPI_Type_indexed MPI_Type_create_hindexed MPI_Group_incl
// functions: MPI_Type_create_indexed_block MPI_Type_create_subarray MPI_Cart_create MPI_Dims_create
// functions: MPI_Waitall MPI_Startall MPI_Waitany MPI_Testsome MPI_Gatherv MPI_Alltoallv
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm world = MPI_COMM_WORLD, grid;
  MPI_Comm_set_errhandler(world, MPI_ERRORS_RETURN);
  MPI_Datatype type, types[1] = {MPI_INT};
  MPI_Group group, part;
  MPI_Request request = MPI_REQUEST_NULL;
  int one[1] = {1}, minus[64], zeros[64] = {0}, value = 0, index = 0, count = 0;
  MPI_Aint start0[1] = {0};
  for (int i = 0; i < 64; i++) minus[i] = -1;

  say("struct: %s", className(MPI_Type_create_struct(-1, one, start0, types, &type)));
  say("struct block: %s", className(MPI_Type_create_struct(1, minus, start0, types, &type)));
  say("indexed: %s", className(MPI_Type_indexed(-2, one, one, MPI_INT, &type)));
  say("indexed block: %s", className(MPI_Type_indexed(1, minus, one, MPI_INT, &type)));
  say("hindexed: %s", className(MPI_Type_create_hindexed(-1, one, start0, MPI_INT, &type)));
  say("indexed_block: %s", className(MPI_Type_create_indexed_block(-1, 1, one, MPI_INT, &type)));
  int sizes[2] = {4, 4}, parts[2] = {2, 5}, starts[2] = {0, 0};
  say("subarray too large: %s", className(MPI_Type_create_subarray(2, sizes, parts, starts,
                                                                   MPI_ORDER_C, MPI_INT, &type)));
  MUST(MPI_Comm_group(world, &group));
  say("incl: %s", className(MPI_Group_incl(group, -1, one, &part)));
  MUST(MPI_Group_free(&group));
  say("cart: %s", className(MPI_Cart_create(world, -1, one, zeros, 0, &grid)));
  say("dims: %s", className(MPI_Dims_create(np, -1, one)));
  say("waitall: %s", className(MPI_Waitall(-1, &request, MPI_STATUSES_IGNORE)));
  say("startall: %s", className(MPI_Startall(-1, &request)));
  say("waitany: %s", className(MPI_Waitany(-1, &request, &index, MPI_STATUS_IGNORE)));
  say("testsome: %s", className(MPI_Testsome(-1, &request, &count, &index, MPI_STATUSES_IGNORE)));
  if (np == 1) {  // roots and others check different arguments, so nobody else may wait
    say("gatherv: %s", className(MPI_Gatherv(&value, 1, MPI_INT, &value, minus, zeros, MPI_INT, 0, world)));
  }
  say("alltoallv: %s", className(MPI_Alltoallv(&value, minus, zeros, MPI_INT, &value, minus, zeros,
                                               MPI_INT, world)));
  return finish("invalid_counts");
}
