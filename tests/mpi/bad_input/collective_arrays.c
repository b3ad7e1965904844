// Arrays of nonblocking collectives, of graphs and of information objects that lie outside of linear
// memory or lead out of it.
// ranks: 2
// functions: MPI_Ialltoallv MPI_Ialltoallw MPI_Igatherv MPI_Iallgatherv MPI_Ireduce_scatter
// functions: MPI_Ibcast MPI_Ibarrier MPI_Neighbor_alltoallw MPI_Ineighbor_allgatherv
// functions: MPI_Graph_create MPI_Dist_graph_create MPI_Dist_graph_create_adjacent
// functions: MPI_Dist_graph_neighbors MPI_Graph_get MPI_Info_set MPI_Info_get MPI_Info_get_nthkey
// wasm-only: trap .
// cases: request_out bcast_buffer v_counts v_displacement v_extent w_types w_displacement
// cases: gatherv_block scatter_counts neighbor_place neighbor_counts graph_ends graph_edges
// cases: dist_targets dist_weights neighbors_out graph_get_out info_key info_value info_nthkey
// case request_out: MPI_Ibarrier.*outside
// case bcast_buffer: MPI_Ibcast.*outside
// case v_counts: MPI_Ialltoallv.*outside
// case v_displacement: MPI_Ialltoallv.*outside
// case v_extent: MPI_Iallgatherv.*outside
// case w_types: MPI_Ialltoallw.*outside
// case w_displacement: MPI_Ialltoallw.*outside
// case gatherv_block: MPI_Igatherv.*outside
// case scatter_counts: MPI_Ireduce_scatter.*outside
// case neighbor_place: MPI_Neighbor_alltoallw.*outside
// case neighbor_counts: MPI_Ineighbor_allgatherv.*outside
// case graph_ends: MPI_Graph_create.*outside
// case graph_edges: MPI_Graph_create.*outside
// case dist_targets: MPI_Dist_graph_create.*outside
// case dist_weights: MPI_Dist_graph_create_adjacent.*outside
// case neighbors_out: MPI_Dist_graph_neighbors.*outside
// case graph_get_out: MPI_Graph_get.*outside
// case info_key: MPI_Info_set.*outside
// case info_value: MPI_Info_get.*outside
// case info_nthkey: MPI_Info_get_nthkey.*outside
#include "hostile.h"

static MPI_Request request = MPI_REQUEST_NULL;
static int values[64], results[64];
static int ones[4] = {1, 1, 1, 1}, zeros[4] = {0};
static MPI_Datatype ints[4] = {MPI_INT, MPI_INT, MPI_INT, MPI_INT};

static MPI_Comm ring(void) {
  MPI_Comm made = MPI_COMM_NULL;
  int size[1] = {1}, wraps[1] = {1};
  MPI_Cart_create(MPI_COMM_SELF, 1, size, wraps, 0, &made);
  return made;
}

static void tryRequestOut(void) { MPI_Ibarrier(MPI_COMM_SELF, nearEnd(3)); }
static void tryBcastBuffer(void) { MPI_Ibcast(nearEnd(8), 3, MPI_INT, 0, MPI_COMM_SELF, &request); }
static void tryVCounts(void) {
  MPI_Ialltoallv(values, FAR_AWAY, zeros, MPI_INT, results, ones, zeros, MPI_INT, MPI_COMM_SELF,
                 &request);
}
static void tryVDisplacement(void) {
  int far[1] = {0x7FFFFFFF};
  MPI_Ialltoallv(values, ones, far, MPI_INT, results, ones, zeros, MPI_INT, MPI_COMM_SELF, &request);
}
static void tryVExtent(void) {
  int many[1] = {0x7FFFFFFF};
  MPI_Iallgatherv(values, 1, MPI_INT, results, many, zeros, MPI_INT, MPI_COMM_SELF, &request);
}
static void tryWTypes(void) {
  MPI_Ialltoallw(values, ones, zeros, ints, results, ones, zeros, nearEnd(2), MPI_COMM_SELF,
                 &request);
}
static void tryWDisplacement(void) {
  int before[1] = {-0x40000000};
  MPI_Ialltoallw(values, ones, before, ints, results, ones, zeros, ints, MPI_COMM_SELF, &request);
}
static void tryGathervBlock(void) {
  MPI_Igatherv(values, 1, MPI_INT, nearEnd(2), ones, zeros, MPI_INT, 0, MPI_COMM_SELF, &request);
}
static void tryScatterCounts(void) {
  MPI_Ireduce_scatter(values, results, FAR_AWAY, MPI_INT, MPI_SUM, MPI_COMM_SELF, &request);
}
static void tryNeighborPlace(void) {
  MPI_Aint before[2] = {-0x70000000, 0}, here[2] = {0, 4};
  MPI_Neighbor_alltoallw(values, ones, here, ints, results, ones, before, ints, ring());
}
static void tryNeighborCounts(void) {
  MPI_Ineighbor_allgatherv(values, 1, MPI_INT, results, nearEnd(4), zeros, MPI_INT, ring(), &request);
}
static void tryGraphEnds(void) {
  MPI_Comm graph;
  MPI_Graph_create(MPI_COMM_WORLD, 2, nearEnd(4), zeros, 0, &graph);
}
static void tryGraphEdges(void) {
  MPI_Comm graph;
  int ends[2] = {1, 0x7FFFFFFF};
  MPI_Graph_create(MPI_COMM_WORLD, 2, ends, zeros, 0, &graph);
}
static void tryDistTargets(void) {
  MPI_Comm graph;
  int node[1] = {0}, degree[1] = {0x7FFFFFFF};
  MPI_Dist_graph_create(MPI_COMM_SELF, 1, node, degree, zeros, MPI_UNWEIGHTED, MPI_INFO_NULL, 0,
                        &graph);
}
static void tryDistWeights(void) {
  MPI_Comm graph;
  MPI_Dist_graph_create_adjacent(MPI_COMM_SELF, 1, zeros, nearEnd(2), 1, zeros, ones, MPI_INFO_NULL,
                                 0, &graph);
}
static void tryNeighborsOut(void) {
  MPI_Comm graph;
  MPI_Dist_graph_create_adjacent(MPI_COMM_SELF, 1, zeros, ones, 1, zeros, ones, MPI_INFO_NULL, 0,
                                 &graph);
  MPI_Dist_graph_neighbors(graph, 1, results, nearEnd(3), 1, results, results);
}
static void tryGraphGetOut(void) {
  MPI_Comm graph;
  int end[1] = {1};
  MPI_Graph_create(MPI_COMM_SELF, 1, end, zeros, 0, &graph);
  MPI_Graph_get(graph, 0x20000000, 1, results, results);
}
static MPI_Info someInfo(void) {
  MPI_Info info;
  MPI_Info_create(&info);
  MPI_Info_set(info, "key", "some value");
  return info;
}
static void tryInfoKey(void) { MPI_Info_set(someInfo(), FAR_AWAY, "x"); }
static void tryInfoValue(void) {
  int found = 0;
  MPI_Info_get(someInfo(), "key", 1000, nearEnd(5), &found);
}
static void tryInfoNthkey(void) { MPI_Info_get_nthkey(someInfo(), 0, nearEnd(3)); }

static const Case kCases[] = {
    {"request_out", tryRequestOut},
    {"bcast_buffer", tryBcastBuffer},
    {"v_counts", tryVCounts},
    {"v_displacement", tryVDisplacement},
    {"v_extent", tryVExtent},
    {"w_types", tryWTypes},
    {"w_displacement", tryWDisplacement},
    {"gatherv_block", tryGathervBlock},
    {"scatter_counts", tryScatterCounts},
    {"neighbor_place", tryNeighborPlace},
    {"neighbor_counts", tryNeighborCounts},
    {"graph_ends", tryGraphEnds},
    {"graph_edges", tryGraphEdges},
    {"dist_targets", tryDistTargets},
    {"dist_weights", tryDistWeights},
    {"neighbors_out", tryNeighborsOut},
    {"graph_get_out", tryGraphGetOut},
    {"info_key", tryInfoKey},
    {"info_value", tryInfoValue},
    {"info_nthkey", tryInfoNthkey},
};

int main(int argc, char **argv) { return runCase(argc, argv, kCases, COUNT_OF(kCases)); }
