// MPI-3.1 7.5.4, 7.5.5: graphs of which each rank gives a part, with and without weights.
// ranks: 1 2 3 4
// functions: MPI_Dist_graph_create MPI_Dist_graph_create_adjacent MPI_Dist_graph_neighbors
// functions: MPI_Dist_graph_neighbors_count MPI_Topo_test
#include "support.h"

enum { kMost = 16 };

typedef struct {
  int rank, weight;
} Edge;

static int compareEdges(const void *a, const void *b) {
  const Edge *x = a, *y = b;
  return x->rank != y->rank ? x->rank - y->rank : x->weight - y->weight;
}

/// Says the edges of one side, sorted: a library may order them as it likes.
static void sayEdges(const char *what, int count, const int *ranks, const int *weights) {
  Edge edges[kMost];
  char text[200];
  int used = 0;
  text[0] = 0;
  for (int i = 0; i < count; i++) edges[i] = (Edge){ranks[i], weights ? weights[i] : 0};
  qsort(edges, (size_t)count, sizeof *edges, compareEdges);
  for (int i = 0; i < count; i++)
    used += snprintf(text + used, sizeof text - (size_t)used, " %d(%d)", edges[i].rank,
                     edges[i].weight);
  say("%s:%s", what, text);
}

static void sayGraph(const char *what, MPI_Comm comm, int wantWeights) {
  int in = -1, out = -1, weighted = -1, topology = 0;
  int sources[kMost], destinations[kMost], sourceWeights[kMost], destinationWeights[kMost];
  MUST(MPI_Topo_test(comm, &topology));
  CHECK(topology == MPI_DIST_GRAPH);
  MUST(MPI_Dist_graph_neighbors_count(comm, &in, &out, &weighted));
  say("%s: %d in, %d out, %s", what, in, out, weighted ? "weighted" : "not weighted");
  memset(sources, -1, sizeof sources);
  memset(destinations, -1, sizeof destinations);
  if (wantWeights) {
    MUST(MPI_Dist_graph_neighbors(comm, in, sources, sourceWeights, out, destinations,
                                  destinationWeights));
    sayEdges("from", in, sources, sourceWeights);
    sayEdges("to", out, destinations, destinationWeights);
  } else {
    MUST(MPI_Dist_graph_neighbors(comm, in, sources, MPI_UNWEIGHTED, out, destinations,
                                  MPI_UNWEIGHTED));
    sayEdges("from", in, sources, NULL);
    sayEdges("to", out, destinations, NULL);
  }
  CHECK(sources[in] == -1 && destinations[out] == -1);
}

/// A ring both ways, each rank giving its own part.
static void rings(void) {
  MPI_Comm comm;
  int left = (me + np - 1) % np, right = (me + 1) % np;
  int neighbors[2] = {left, right}, in[2] = {10 + me, 20 + me}, out[2] = {30 + me, 40 + me};
  MUST(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 2, neighbors, in, 2, neighbors, out,
                                      MPI_INFO_NULL, 0, &comm));
  sayGraph("weighted ring", comm, 1);
  MUST(MPI_Comm_free(&comm));
  MUST(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 1, &left, MPI_UNWEIGHTED, 1, &right,
                                      MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &comm));
  sayGraph("one way", comm, 0);
  MUST(MPI_Comm_free(&comm));
  // Only rank 0 sends; who has no edge on a side says so.
  int everybody[kMost], weights[kMost], zero = 0, one = 1;
  for (int r = 0; r < np; r++) everybody[r] = r, weights[r] = 5 * r;
  int outDegree = me == 0 ? np : 0;
  MUST(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 1, &zero, &one, outDegree, everybody,
                                      me == 0 ? weights : MPI_WEIGHTS_EMPTY, MPI_INFO_NULL, 0,
                                      &comm));
  sayGraph("from the root", comm, 1);
  MUST(MPI_Comm_free(&comm));
}

/// Rank 0 gives the whole graph, or each rank the edges of its neighbour.
static void givenByOthers(void) {
  MPI_Comm comm;
  int nodes[kMost], degrees[kMost], targets[2 * kMost], weights[2 * kMost];
  for (int r = 0; r < np; r++) {
    nodes[r] = r;
    degrees[r] = r % 2 ? 1 : 2;
  }
  int edgeCount = 0;
  for (int r = 0; r < np; r++)
    for (int i = 0; i < degrees[r]; i++, edgeCount++) {
      targets[edgeCount] = (r + i + 1) % np;
      weights[edgeCount] = 100 * r + i;
    }
  MUST(MPI_Dist_graph_create(MPI_COMM_WORLD, me == 0 ? np : 0, nodes, degrees, targets,
                             me == 0 ? weights : MPI_WEIGHTS_EMPTY, MPI_INFO_NULL, 0, &comm));
  sayGraph("by the root", comm, 1);
  MUST(MPI_Comm_free(&comm));
  int node = (me + 1) % np, degree = 2, pair[2] = {me, (me + 2) % np};
  MUST(MPI_Dist_graph_create(MPI_COMM_WORLD, 1, &node, &degree, pair, MPI_UNWEIGHTED,
                             MPI_INFO_NULL, 0, &comm));
  sayGraph("by neighbours", comm, 0);
  MUST(MPI_Comm_free(&comm));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  rings();
  givenByOthers();
  return finish("dist_graph");
}
