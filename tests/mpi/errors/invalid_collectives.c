// Wrong arguments of collectives. All ranks make the same mistake, so nobody is left waiting.
// wasm-only mpich: ok
// functions: MPI_Bcast MPI_Reduce MPI_Allreduce MPI_Gather MPI_Scatter MPI_Barrier MPI_Alltoall
// functions: MPI_Op_free MPI_Scan MPI_Reduce_local
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  MPI_Comm world = MPI_COMM_WORLD;
  int in[8] = {0}, out[8] = {0};
  float real = 0, realOut = 0;

  say("bcast root: %s", className(MPI_Bcast(in, 1, MPI_INT, np, world)));
  say("bcast root -1: %s", className(MPI_Bcast(in, 1, MPI_INT, -1, world)));
  say("bcast count: %s", className(MPI_Bcast(in, -1, MPI_INT, 0, world)));
  say("bcast type: %s", className(MPI_Bcast(in, 1, MPI_DATATYPE_NULL, 0, world)));
  say("bcast comm: %s", className(MPI_Bcast(in, 1, MPI_INT, 0, MPI_COMM_NULL)));
  say("barrier comm: %s", className(MPI_Barrier(MPI_COMM_NULL)));
  say("reduce root: %s", className(MPI_Reduce(in, out, 1, MPI_INT, MPI_SUM, np + 1, world)));
  say("reduce op: %s", className(MPI_Reduce(in, out, 1, MPI_INT, MPI_OP_NULL, 0, world)));
  say("allreduce op: %s", className(MPI_Allreduce(in, out, 1, MPI_INT, MPI_OP_NULL, world)));
  say("allreduce count: %s", className(MPI_Allreduce(in, out, -4, MPI_INT, MPI_SUM, world)));
  say("band of float: %s", className(MPI_Allreduce(&real, &realOut, 1, MPI_FLOAT, MPI_BAND, world)));
  say("maxloc of int: %s", className(MPI_Allreduce(in, out, 1, MPI_INT, MPI_MAXLOC, world)));
  say("scan comm: %s", className(MPI_Scan(in, out, 1, MPI_INT, MPI_SUM, MPI_COMM_NULL)));
  say("gather root: %s", className(MPI_Gather(in, 1, MPI_INT, out, 1, MPI_INT, -5, world)));
  say("scatter root: %s", className(MPI_Scatter(in, 1, MPI_INT, out, 1, MPI_INT, np, world)));
  say("alltoall count: %s", className(MPI_Alltoall(in, -1, MPI_INT, out, -1, MPI_INT, world)));
  say("reduce_local op: %s", className(MPI_Reduce_local(in, out, 1, MPI_INT, MPI_OP_NULL)));
  MPI_Op predefined = MPI_SUM;
  say("op_free predefined: %s", className(MPI_Op_free(&predefined)));

  int sum = 0;
  MUST(MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, world));
  say("still works: %d", sum);
  return finish("invalid_collectives");
}
