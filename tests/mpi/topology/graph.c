// MPI-3.1 7.5.3, 7.5.5: graphs given as a whole: shape, neighbours, several edges between two nodes.
// ranks: 1 2 3 4
// functions: MPI_Graph_create MPI_Graphdims_get MPI_Graph_get MPI_Graph_neighbors_count
// functions: MPI_Graph_neighbors MPI_Graph_map MPI_Topo_test
#include "support.h"

enum { kMost = 8, kMaxEdges = 64 };

static int ends[kMost], edges[kMaxEdges], edgeCount = 0;

/// A star with rank 0 in the middle; the middle also has an edge to itself, the last rank two of
/// them to the middle.
static void makeStar(int nodeCount) {
  edgeCount = 0;
  edges[edgeCount++] = 0;
  for (int r = 1; r < nodeCount; r++) edges[edgeCount++] = r;
  ends[0] = edgeCount;
  for (int r = 1; r < nodeCount; r++) {
    edges[edgeCount++] = 0;
    if (r == nodeCount - 1) edges[edgeCount++] = 0;
    ends[r] = edgeCount;
  }
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm star, smaller, none;
  int topology = 0, nodes = -1, found = -1, place = -1;
  int gotEnds[kMost + 1], gotEdges[kMaxEdges];
  makeStar(np);
  MUST(MPI_Graph_create(MPI_COMM_WORLD, np, ends, edges, 0, &star));
  MUST(MPI_Topo_test(star, &topology));
  CHECK(topology == MPI_GRAPH);
  MUST(MPI_Graphdims_get(star, &nodes, &found));
  CHECK(nodes == np && found == edgeCount);

  // A prefix of both arrays; what is behind stays.
  memset(gotEnds, -1, sizeof gotEnds);
  memset(gotEdges, -1, sizeof gotEdges);
  MUST(MPI_Graph_get(star, nodes, found, gotEnds, gotEdges));
  for (int i = 0; i < nodes; i++) CHECK(gotEnds[i] == ends[i]);
  for (int i = 0; i < found; i++) CHECK(gotEdges[i] == edges[i]);
  CHECK(gotEnds[nodes] == -1 && gotEdges[found] == -1);

  for (int r = 0; r < np; r++) {
    int count = -1, neighbors[kMaxEdges], first = r == 0 ? 0 : ends[r - 1];
    memset(neighbors, -1, sizeof neighbors);
    MUST(MPI_Graph_neighbors_count(star, r, &count));
    CHECK(count == ends[r] - first);
    MUST(MPI_Graph_neighbors(star, r, count, neighbors));
    for (int i = 0; i < count; i++) CHECK(neighbors[i] == edges[first + i]);
    CHECK(neighbors[count] == -1);
    say("rank %d has %d neighbours, the last is %d", r, count, neighbors[count - 1]);
  }

  // Fewer nodes than ranks.
  int fewer = (np + 1) / 2;
  makeStar(fewer);
  MUST(MPI_Graph_map(MPI_COMM_WORLD, fewer, ends, edges, &place));
  say("mapped: %s", place == MPI_UNDEFINED ? "nowhere" : "somewhere");
  MUST(MPI_Graph_create(MPI_COMM_WORLD, fewer, ends, edges, 1, &smaller));
  CHECK((smaller == MPI_COMM_NULL) == (me >= fewer));
  if (smaller != MPI_COMM_NULL) {
    MPI_Comm copy;
    MUST(MPI_Comm_dup(smaller, &copy));
    MUST(MPI_Graphdims_get(copy, &nodes, &found));
    CHECK(nodes == fewer && found == edgeCount);
    MUST(MPI_Comm_free(&copy));
    MUST(MPI_Comm_free(&smaller));
  }
  MUST(MPI_Graph_create(MPI_COMM_WORLD, 0, ends, edges, 0, &none));
  CHECK(none == MPI_COMM_NULL);
  MUST(MPI_Comm_free(&star));
  return finish("graph");
}
