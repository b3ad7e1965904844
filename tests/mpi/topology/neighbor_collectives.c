// MPI-3.1 7.6, 7.7: exchanges with the neighbours of a grid, a graph and a distributed graph, blocking
// and nonblocking, in every form.
// ranks: 1 2 3 4
// functions: MPI_Neighbor_allgather MPI_Neighbor_allgatherv MPI_Neighbor_alltoall
// functions: MPI_Neighbor_alltoallv MPI_Neighbor_alltoallw MPI_Ineighbor_allgather
// functions: MPI_Ineighbor_allgatherv MPI_Ineighbor_alltoall MPI_Ineighbor_alltoallv
// functions: MPI_Ineighbor_alltoallw MPI_Dist_graph_create_adjacent MPI_Graph_create MPI_Cart_create
#include "support.h"

enum { kMost = 8, kBlock = 12 };

static int sent[kMost * kBlock], received[kMost * kBlock], again[kMost * kBlock];

static void prepare(int *buffer) {
  for (int i = 0; i < kMost * kBlock; i++) sent[i] = pattern(me, i / kBlock, i % kBlock);
  memset(buffer, -1, kMost * kBlock * sizeof *buffer);
}

static void complete(const char *what, MPI_Request *request) {
  MUST(MPI_Wait(request, MPI_STATUS_IGNORE));
  CHECK(*request == MPI_REQUEST_NULL);
  // Where one rank is several neighbours at once, the two forms may pair their blocks differently.
  say("%s %u %u", what, hashBytes(received, sizeof received), hashBytes(again, sizeof again));
}

/// Each exchange in both forms. `in` and `out` are the numbers of neighbours.
static void exchange(const char *where, MPI_Comm comm, int in, int out) {
  MPI_Request request;
  int inCounts[kMost], inPlaces[kMost], outCounts[kMost], outPlaces[kMost];
  MPI_Aint inBytes[kMost], outBytes[kMost];
  MPI_Datatype inTypes[kMost], outTypes[kMost];
  say("%s: %d in, %d out", where, in, out);
  for (int i = 0; i < kMost; i++) {
    inCounts[i] = outCounts[i] = 3;
    inPlaces[i] = (kMost - 1 - i) * kBlock;
    outPlaces[i] = i * kBlock + 1;
    inBytes[i] = (MPI_Aint)sizeof(int) * inPlaces[i];
    outBytes[i] = (MPI_Aint)sizeof(int) * outPlaces[i];
    inTypes[i] = outTypes[i] = MPI_INT;
  }
  prepare(received);
  MUST(MPI_Neighbor_allgather(sent, kBlock, MPI_INT, received, kBlock, MPI_INT, comm));
  prepare(again);
  MUST(MPI_Ineighbor_allgather(sent, kBlock, MPI_INT, again, kBlock, MPI_INT, comm, &request));
  complete("allgather", &request);

  prepare(received);
  MUST(MPI_Neighbor_allgatherv(sent, 3, MPI_INT, received, inCounts, inPlaces, MPI_INT, comm));
  prepare(again);
  int copies[2][kMost];
  memcpy(copies[0], inCounts, sizeof inCounts), memcpy(copies[1], inPlaces, sizeof inPlaces);
  MUST(MPI_Ineighbor_allgatherv(sent, 3, MPI_INT, again, copies[0], copies[1], MPI_INT, comm,
                                &request));
#ifdef __wasm__
  memset(copies, 0x7F, sizeof copies);  // the sandbox has its own
#endif
  complete("allgatherv", &request);

  prepare(received);
  MUST(MPI_Neighbor_alltoall(sent, kBlock, MPI_INT, received, kBlock, MPI_INT, comm));
  prepare(again);
  MUST(MPI_Ineighbor_alltoall(sent, kBlock, MPI_INT, again, kBlock, MPI_INT, comm, &request));
  complete("alltoall", &request);

  prepare(received);
  MUST(MPI_Neighbor_alltoallv(sent, outCounts, outPlaces, MPI_INT, received, inCounts, inPlaces,
                              MPI_INT, comm));
  prepare(again);
  MUST(MPI_Ineighbor_alltoallv(sent, outCounts, outPlaces, MPI_INT, again, inCounts, inPlaces,
                               MPI_INT, comm, &request));
  complete("alltoallv", &request);

  // A type of its own for each neighbour, freed at once.
  MPI_Datatype triple;
  MUST(MPI_Type_contiguous(3, MPI_INT, &triple));
  MUST(MPI_Type_commit(&triple));
  for (int i = 0; i < kMost; i += 2) outTypes[i] = triple, outCounts[i] = 1;
  prepare(received);
  MUST(MPI_Neighbor_alltoallw(sent, outCounts, outBytes, outTypes, received, inCounts, inBytes,
                              inTypes, comm));
  prepare(again);
  MUST(MPI_Ineighbor_alltoallw(sent, outCounts, outBytes, outTypes, again, inCounts, inBytes,
                               inTypes, comm, &request));
  MUST(MPI_Type_free(&triple));
#ifdef __wasm__
  memset(outTypes, 0x7F, sizeof outTypes);
  memset(outBytes, 0x7F, sizeof outBytes);
#endif
  complete("alltoallw", &request);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm grid, open, ring, star, tree;
  int wraps[1] = {1}, ends[1] = {0}, size[1] = {np};
  MUST(MPI_Cart_create(MPI_COMM_WORLD, 1, size, wraps, 0, &ring));
  exchange("ring", ring, 2, 2);
  MUST(MPI_Cart_create(MPI_COMM_WORLD, 1, size, ends, 0, &open));
  exchange("open line", open, 2, 2);
  int dims[2] = {0, 0}, periods[2] = {1, 1};
  MUST(MPI_Dims_create(np, 2, dims));
  MUST(MPI_Cart_create(MPI_COMM_WORLD, 2, dims, periods, 0, &grid));
  exchange("grid", grid, 4, 4);

  // Everybody but rank 0 has one neighbour.
  int index[kMost], edges[2 * kMost], edgeCount = 0;
  for (int r = 0; r < np; r++) {
    if (r == 0)
      for (int other = 1; other < np; other++) edges[edgeCount++] = other;
    else
      edges[edgeCount++] = 0;
    index[r] = edgeCount;
  }
  MUST(MPI_Graph_create(MPI_COMM_WORLD, np, index, edges, 0, &star));
  int degree = me == 0 ? np - 1 : 1;
  exchange("star", star, degree, degree);

  // From each rank to its children in a binary tree, and from each leaf to rank 0. (MPICH 4.0.2 never delivers
  // a MPI_Neighbor_alltoallw to a rank that sends to nobody, in native programs as here.)
  int sources[kMost], destinations[kMost], in = 0, out = 0;
  if (me > 0) sources[in++] = (me - 1) / 2;
  for (int child = 2 * me + 1; child <= 2 * me + 2; child++)
    if (child < np) destinations[out++] = child;
  if (out == 0) destinations[out++] = 0;
  if (me == 0)
    for (int leaf = 0; leaf < np; leaf++)
      if (2 * leaf + 1 >= np) sources[in++] = leaf;
  MUST(MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, in, sources, MPI_UNWEIGHTED, out, destinations,
                                      MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &tree));
  exchange("tree", tree, in, out);
  MUST(MPI_Comm_free(&grid));
  MUST(MPI_Comm_free(&open));
  MUST(MPI_Comm_free(&ring));
  MUST(MPI_Comm_free(&star));
  MUST(MPI_Comm_free(&tree));
  return finish("neighbor_collectives");
}
