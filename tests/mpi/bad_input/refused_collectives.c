// What nonblocking collectives and graphs refuse with an error, where a library might go on and crash.
// ranks: 2
// functions: MPI_Ialltoallv MPI_Iallgatherv MPI_Ireduce_scatter MPI_Ibarrier MPI_Request_free
// functions: MPI_Cancel MPI_Graph_create MPI_Graph_neighbors MPI_Dist_graph_create
// functions: MPI_Dist_graph_create_adjacent MPI_Neighbor_allgather MPI_Neighbor_alltoallv
// functions: MPI_Comm_set_attr MPI_Type_set_attr MPI_Info_free MPI_Graph_get
// wasm-only: ok
#include "support.h"

#define EXPECT(error, call) CHECK(strcmp(className(call), #error) == 0)

static int ones[4] = {1, 1, 1, 1}, zeros[4] = {0}, negative[4] = {-1, -1, -1, -1};
static int values[64], results[64];
static MPI_Request request = MPI_REQUEST_NULL;

static void collectives(void) {
  EXPECT(MPI_ERR_COUNT, MPI_Iallgatherv(values, 1, MPI_INT, results, negative, zeros, MPI_INT,
                                        MPI_COMM_WORLD, &request));
  EXPECT(MPI_ERR_COUNT, MPI_Ialltoallv(values, negative, zeros, MPI_INT, results, ones, zeros,
                                       MPI_INT, MPI_COMM_WORLD, &request));
  EXPECT(MPI_ERR_COUNT, MPI_Ireduce_scatter(values, results, negative, MPI_INT, MPI_SUM,
                                            MPI_COMM_WORLD, &request));
  EXPECT(MPI_ERR_ARG, MPI_Ibarrier(MPI_COMM_WORLD, NULL));
  MUST(MPI_Ibarrier(MPI_COMM_WORLD, &request));
  EXPECT(MPI_ERR_REQUEST, MPI_Request_free(&request));
  EXPECT(MPI_ERR_REQUEST, MPI_Cancel(&request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
}

static void graphs(void) {
  MPI_Comm comm = MPI_COMM_NULL, graph;
  int falling[2] = {2, 1}, two[2] = {1, 2}, far[2] = {0, 2}, near[2] = {1, 0}, below[2] = {0, -1};
  EXPECT(MPI_ERR_ARG, MPI_Graph_create(MPI_COMM_WORLD, 2, falling, near, 0, &comm));
  EXPECT(MPI_ERR_ARG, MPI_Graph_create(MPI_COMM_WORLD, 3, two, near, 0, &comm));
  EXPECT(MPI_ERR_ARG, MPI_Graph_create(MPI_COMM_WORLD, -1, two, near, 0, &comm));
  EXPECT(MPI_ERR_ARG, MPI_Graph_create(MPI_COMM_WORLD, 2, negative, near, 0, &comm));
  EXPECT(MPI_ERR_RANK, MPI_Graph_create(MPI_COMM_WORLD, 2, two, far, 0, &comm));
  EXPECT(MPI_ERR_RANK, MPI_Graph_create(MPI_COMM_WORLD, 2, two, below, 0, &comm));
  MUST(MPI_Graph_create(MPI_COMM_WORLD, 2, two, near, 0, &graph));
  EXPECT(MPI_ERR_RANK, MPI_Graph_neighbors(graph, 2, 1, results));
  EXPECT(MPI_ERR_RANK, MPI_Graph_neighbors(graph, -1, 1, results));
  EXPECT(MPI_ERR_ARG, MPI_Graph_get(graph, -1, 1, results, results));
  MUST(MPI_Comm_free(&graph));
  int huge[2] = {0x7FFFFFFF, 0x7FFFFFFF};
  EXPECT(MPI_ERR_ARG, MPI_Dist_graph_create(MPI_COMM_WORLD, 2, zeros, huge, zeros, MPI_UNWEIGHTED,
                                            MPI_INFO_NULL, 0, &comm));
  EXPECT(MPI_ERR_ARG, MPI_Dist_graph_create(MPI_COMM_WORLD, 1, zeros, negative, zeros,
                                            MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &comm));
  EXPECT(MPI_ERR_RANK, MPI_Dist_graph_create(MPI_COMM_WORLD, 1, negative, ones, zeros,
                                             MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &comm));
  EXPECT(MPI_ERR_ARG, MPI_Dist_graph_create(MPI_COMM_WORLD, 1, zeros, ones, zeros,
                                            MPI_WEIGHTS_EMPTY, MPI_INFO_NULL, 0, &comm));
  EXPECT(MPI_ERR_RANK, MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 1, far + 1, MPI_UNWEIGHTED, 0,
                                                      zeros, MPI_UNWEIGHTED, MPI_INFO_NULL, 0,
                                                      &comm));
  EXPECT(MPI_ERR_ARG, MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 1, zeros, negative, 1, zeros,
                                                     ones, MPI_INFO_NULL, 0, &comm));
  CHECK(comm == MPI_COMM_NULL);
}

static void neighbors(void) {
  MPI_Comm ring;
  int size[1] = {np}, wraps[1] = {1};
  MUST(MPI_Cart_create(MPI_COMM_WORLD, 1, size, wraps, 0, &ring));
  MUST(MPI_Comm_set_errhandler(ring, MPI_ERRORS_RETURN));
  EXPECT(MPI_ERR_ARG,
         MPI_Neighbor_allgather(MPI_IN_PLACE, 1, MPI_INT, results, 1, MPI_INT, ring));
  EXPECT(MPI_ERR_COUNT, MPI_Neighbor_alltoallv(values, negative, zeros, MPI_INT, results, ones, zeros,
                                               MPI_INT, ring));
  EXPECT(MPI_ERR_TOPOLOGY,
         MPI_Neighbor_allgather(values, 1, MPI_INT, results, 1, MPI_INT, MPI_COMM_WORLD));
  MUST(MPI_Comm_free(&ring));
}

static void attributes(void) {
  int key = MPI_KEYVAL_INVALID, stale;
  MUST(MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, MPI_COMM_NULL_DELETE_FN, &key, NULL));
  stale = key;
  EXPECT(MPI_ERR_KEYVAL, MPI_Type_set_attr(MPI_INT, key, NULL));
  EXPECT(MPI_ERR_KEYVAL, MPI_Comm_set_attr(MPI_COMM_WORLD, MPI_TAG_UB, NULL));
  EXPECT(MPI_ERR_KEYVAL, MPI_Comm_set_attr(MPI_COMM_WORLD, 12345678, NULL));
  MUST(MPI_Comm_free_keyval(&key));
  EXPECT(MPI_ERR_KEYVAL, MPI_Comm_set_attr(MPI_COMM_WORLD, stale, NULL));
  EXPECT(MPI_ERR_KEYVAL, MPI_Comm_free_keyval(&stale));
  MPI_Info environment = MPI_INFO_ENV;
  EXPECT(MPI_ERR_INFO, MPI_Info_free(&environment));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  MUST(MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN));
  collectives();
  graphs();
  neighbors();
  attributes();
  return finish("refused_collectives");
}
