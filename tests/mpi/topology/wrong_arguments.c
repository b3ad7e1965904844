// MPI-3.1 7.5-7.7: what topology functions refuse.
// ranks: 1 2 4
// functions: MPI_Graph_get MPI_Graphdims_get MPI_Graph_neighbors
// functions: MPI_Graph_neighbors_count MPI_Dist_graph_neighbors_count MPI_Neighbor_allgather
// functions: MPI_Ineighbor_alltoall
#include "support.h"

static void expect(const char *what, int code) { say("%s: %s", what, className(code)); }

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm plain, ring, out = MPI_COMM_NULL;
  MPI_Request request = MPI_REQUEST_NULL;
  int a = -1, b = -1, c = -1, sent[8] = {0}, received[8], size[1] = {np}, wraps[1] = {1};
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &plain));
  MUST(MPI_Cart_create(MPI_COMM_WORLD, 1, size, wraps, 0, &ring));
  MUST(MPI_Comm_set_errhandler(plain, MPI_ERRORS_RETURN));
  MUST(MPI_Comm_set_errhandler(ring, MPI_ERRORS_RETURN));
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  expect("dims without graph", MPI_Graphdims_get(plain, &a, &b));
  expect("dims of a grid", MPI_Graphdims_get(ring, &a, &b));
  expect("get of a grid", MPI_Graph_get(ring, 1, 1, &a, &b));
  expect("neighbours of a grid", MPI_Graph_neighbors(ring, 0, 1, &a));
  expect("count of a grid", MPI_Graph_neighbors_count(ring, 0, &a));
  expect("distributed count of a grid", MPI_Dist_graph_neighbors_count(ring, &a, &b, &c));
  expect("no communicator", MPI_Graphdims_get(MPI_COMM_NULL, &a, &b));
  expect("nonblocking without topology",
         MPI_Ineighbor_alltoall(sent, 1, MPI_INT, received, 1, MPI_INT, plain, &request));
  expect("gather's type",
         MPI_Neighbor_allgather(sent, 1, MPI_DATATYPE_NULL, received, 1, MPI_INT, ring));
  CHECK(request == MPI_REQUEST_NULL && out == MPI_COMM_NULL);
  MUST(MPI_Comm_free(&plain));
  MUST(MPI_Comm_free(&ring));
  return finish("wrong_arguments");
}
