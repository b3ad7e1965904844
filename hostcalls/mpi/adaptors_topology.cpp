#include "hostcalls/mpi/adaptors_topology.h"

#include <algorithm>

namespace wasmpi::mpi {

namespace {

/// A communicator that may get a topology.
bool decodeOriginal(Call call, uint32_t handle, MPI_Comm& native, int& size) {
  CommEntry& entry = call.context.table<Comm>()[handle];
  native = entry.native;
  if (!call.context.shapeOf(entry) || entry.remoteSize >= 0)
    return call.failWithError(MPI_ERR_COMM);
  size = entry.size;
  return true;
}

/// Ranks below `size`; `count` of them.
bool copyRanks(Call call, ArgumentArray<int>& ranks, uint32_t address, int64_t count, int size) {
  if (!ranks.copyIn(call, "ranks", address, count))
    return false;
  const bool areRanks = std::all_of(ranks.data(), ranks.data() + ranks.count(),
                                    [size](int rank) { return rank >= 0 && rank < size; });
  return areRanks || call.failWithError(MPI_ERR_RANK);
}

/// Asks for the numbers of neighbours of this rank. False if the communicator has no topology.
bool readDegrees(CommEntry& comm, int rank) {
  int topology = MPI_UNDEFINED, dimensionCount = 0, degree = 0, isWeighted = 0;
  if (MPI_Topo_test(comm.native, &topology) != MPI_SUCCESS)
    return false;
  switch (topology) {
  case MPI_CART:
    if (MPI_Cartdim_get(comm.native, &dimensionCount) != MPI_SUCCESS)
      return false;
    comm.inDegree = comm.outDegree = 2 * dimensionCount;
    return true;
  case MPI_GRAPH:
    if (MPI_Graph_neighbors_count(comm.native, rank, &degree) != MPI_SUCCESS)
      return false;
    comm.inDegree = comm.outDegree = degree;
    return true;
  case MPI_DIST_GRAPH:
    return MPI_Dist_graph_neighbors_count(comm.native, &comm.inDegree, &comm.outDegree,
                                          &isWeighted) == MPI_SUCCESS;
  default:
    return false;
  }
}

} // namespace

bool NeighborComm::decode(Call call, uint32_t handle) {
  int size = 0;
  if (!decodeOriginal(call, handle, native_, size))
    return false;
  CommEntry& entry = call.context.table<Comm>()[handle];
  if (entry.outDegree == CommEntry::kUnknown && !readDegrees(entry, entry.rank))
    return call.failWithError(MPI_ERR_TOPOLOGY);
  inDegree_ = entry.inDegree;
  outDegree_ = entry.outDegree;
  return true;
}

bool AlltoallwComm::decode(Call call, uint32_t handle) {
  if (!CollectiveComm::decode(call, handle))
    return false;
  CommEntry& entry = call.context.table<Comm>()[handle];
  if (entry.outDegree != CommEntry::kUnknown || (!isInter() && readDegrees(entry, entry.rank))) {
    inDegree_ = entry.inDegree;
    outDegree_ = entry.outDegree;
  }
  return true;
}

bool Graph::decode(Call call, uint32_t comm, int32_t nodeCount, uint32_t ends, uint32_t edges) {
  int size = 0;
  if (!decodeOriginal(call, comm, comm_, size))
    return false;
  if (nodeCount < 0 || nodeCount > size)
    return call.failWithError(MPI_ERR_ARG);
  nodeCount_ = nodeCount;
  if (!ends_.copyIn(call, "ends of neighbours", ends, nodeCount))
    return false;
  int previous = 0;
  for (int i = 0; i < nodeCount; previous = ends_[i++])
    if (ends_[i] < previous)
      return call.failWithError(MPI_ERR_ARG);
  return copyRanks(call, edges_, edges, previous, nodeCount);
}

bool Weights::decode(Call call, uint32_t address, int64_t count) {
  special_ = specialWeights(address);
  if (special_)
    return special_ == MPI_UNWEIGHTED || count == 0 || call.failWithError(MPI_ERR_ARG);
  if (!array_.copyIn(call, "weights", address, count))
    return false;
  const bool areWeights = std::all_of(array_.data(), array_.data() + array_.count(),
                                      [](int weight) { return weight >= 0; });
  return areWeights || call.failWithError(MPI_ERR_ARG);
}

bool AdjacentEdges::decode(Call call, uint32_t comm, int32_t inDegree, uint32_t sources,
                           uint32_t sourceWeights, int32_t outDegree, uint32_t destinations,
                           uint32_t destinationWeights) {
  int size = 0;
  if (!decodeOriginal(call, comm, comm_, size))
    return false;
  inDegree_ = inDegree;
  outDegree_ = outDegree;
  if (inDegree < 0 || outDegree < 0)
    return call.failWithError(MPI_ERR_ARG);
  return copyRanks(call, sources_, sources, inDegree, size) &&
         copyRanks(call, destinations_, destinations, outDegree, size) &&
         sourceWeights_.decode(call, sourceWeights, inDegree) &&
         destinationWeights_.decode(call, destinationWeights, outDegree) &&
         // Both or neither: the graph as a whole is weighted or not.
         (sourceWeights_.areGiven() == destinationWeights_.areGiven() ||
          call.failWithError(MPI_ERR_ARG));
}

bool AnyEdges::decode(Call call, uint32_t comm, int32_t count, uint32_t nodes, uint32_t degrees,
                      uint32_t targets, uint32_t weights) {
  int size = 0;
  if (!decodeOriginal(call, comm, comm_, size))
    return false;
  count_ = count;
  if (count < 0)
    return call.failWithError(MPI_ERR_ARG);
  if (!copyRanks(call, nodes_, nodes, count, size) ||
      !degrees_.copyIn(call, "degrees", degrees, count))
    return false;
  int64_t edgeCount = 0;
  for (size_t i = 0; i < degrees_.count(); i++) {
    if (degrees_[i] < 0)
      return call.failWithError(MPI_ERR_ARG);
    edgeCount += degrees_[i];
  }
  // Libraries add the degrees up in an int.
  if (edgeCount > INT32_MAX)
    return call.failWithError(MPI_ERR_ARG);
  return copyRanks(call, targets_, targets, edgeCount, size) &&
         weights_.decode(call, weights, edgeCount);
}

bool NeighborUpdates::decode(Call call, int32_t count, uint32_t ranks, uint32_t weights) {
  count_ = count;
  if (count < 0)
    return call.failWithError(MPI_ERR_ARG);
  special_ = specialWeights(weights);
  return ranks_.decode(call, ranks, count) && (special_ || weights_.decode(call, weights, count));
}

} // namespace wasmpi::mpi
