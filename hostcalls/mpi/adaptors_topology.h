// Adaptors for graph topologies and for collectives among neighbours (MPI-3.1 7.5-7.7).
//
// Graphs are checked here in full: libraries index by the ranks and degrees they are given.
#pragma once

#include <algorithm>

#include "hostcalls/mpi/adaptors_array.h"
#include "hostcalls/mpi/adaptors_vector.h"

namespace wasmpi::mpi {

/// The communicator of a neighbourhood collective: any topology.
class NeighborComm {
public:
  bool decode(Call call, uint32_t handle);
  /// Never (MPI-3.1 7.6).
  bool mayBeInPlace(Call call, uint32_t address) const {
    return !isInPlace(address) || call.failWithError(MPI_ERR_ARG);
  }
  MPI_Comm native() const { return native_; }
  int sentBlockCount() const { return outDegree_; }
  int receivedBlockCount() const { return inDegree_; }
  int sentTypeCount() const { return outDegree_; }
  int receivedTypeCount() const { return inDegree_; }

private:
  MPI_Comm native_ = MPI_COMM_NULL;
  int inDegree_ = 0;
  int outDegree_ = 0;
};

/// The communicator of MPI_Alltoallw. If it has a topology, Open MPI 4.1 looks at as many types as
/// there are neighbours, to hold them for MPI_Ialltoallw.
class AlltoallwComm : public CollectiveComm {
public:
  bool decode(Call call, uint32_t handle);
  int sentTypeCount() const { return std::max(sentBlockCount(), outDegree_); }
  int receivedTypeCount() const { return std::max(receivedBlockCount(), inDegree_); }

private:
  int inDegree_ = 0;
  int outDegree_ = 0;
};

using AlltoallwMsg = AlltoallwBlocks<AlltoallwComm, int>;
using NeighborAllgatherMsg = ExchangeMsg<false, NeighborComm>;
using NeighborAlltoallMsg = ExchangeMsg<true, NeighborComm>;
using NeighborAllgathervMsg = AllgathervBlocks<NeighborComm>;
using NeighborAlltoallvMsg = AlltoallvBlocks<NeighborComm>;
using NeighborAlltoallwMsg = AlltoallwBlocks<NeighborComm, MPI_Aint>;

/// A communicator with a topology of one sort: MPI_CART, MPI_GRAPH or MPI_DIST_GRAPH.
template <int topology> struct InTopology : In<Comm> {
  bool decode(Call call, uint32_t handle) {
    int actual = MPI_UNDEFINED;
    return In<Comm>::decode(call, handle) &&
           ((MPI_Topo_test(errorComm(), &actual) == MPI_SUCCESS && actual == topology) ||
            call.failWithError(MPI_ERR_TOPOLOGY));
  }
};
using InCart = InTopology<MPI_CART>;
using InGraph = InTopology<MPI_GRAPH>;
using InDistGraph = InTopology<MPI_DIST_GRAPH>;

/// A communicator with a graph, and one of its ranks.
struct GraphNode {
  using Guest = Parameters<uint32_t, int32_t>;
  bool decode(Call call, uint32_t handle, int32_t rank) {
    rank_ = rank;
    CommEntry& entry = call.context.table<Comm>()[handle];
    return comm_.decode(call, handle) && call.context.shapeOf(entry) &&
           ((rank >= 0 && rank < entry.size) || call.failWithError(MPI_ERR_RANK));
  }
  std::tuple<MPI_Comm, int> host() const { return {comm_.errorComm(), rank_}; }
  MPI_Comm errorComm() const { return comm_.errorComm(); }

private:
  InGraph comm_;
  int rank_ = 0;
};

/// A communicator, and a graph of `n` nodes as MPI_Graph_create wants it: where the neighbours of
/// each node end in the list of edges, and the edges.
struct Graph {
  using Guest = Parameters<uint32_t, int32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t comm, int32_t nodeCount, uint32_t ends, uint32_t edges);
  std::tuple<MPI_Comm, int, const int*, const int*> host() const {
    return {comm_, nodeCount_, ends_.data(), edges_.data()};
  }
  MPI_Comm errorComm() const { return comm_; }

private:
  MPI_Comm comm_ = MPI_COMM_NULL;
  int nodeCount_ = 0;
  ArgumentArray<int> ends_, edges_;
};

/// MPI_Graph_get: two lengths, then the two arrays.
struct GraphUpdates {
  using Guest = Parameters<int32_t, int32_t, uint32_t, uint32_t>;
  bool decode(Call call, int32_t maxEnds, int32_t maxEdges, uint32_t ends, uint32_t edges) {
    counts_[0] = maxEnds;
    counts_[1] = maxEdges;
    if (maxEnds < 0 || maxEdges < 0)
      return call.failWithError(MPI_ERR_ARG);
    return ends_.decode(call, ends, maxEnds) && edges_.decode(call, edges, maxEdges);
  }
  std::tuple<int, int, int*, int*> host() {
    return {counts_[0], counts_[1], ends_.data(), edges_.data()};
  }
  void commit(Call call, int code) const {
    if (code != MPI_SUCCESS)
      return;
    ends_.write(call);
    edges_.write(call);
  }

private:
  int counts_[2] = {};
  UpdatedInts ends_, edges_;
};

/// Weights of edges that are read: an array, or MPI_UNWEIGHTED or MPI_WEIGHTS_EMPTY.
class Weights {
public:
  bool decode(Call call, uint32_t address, int64_t count);
  const int* host() const { return special_ ? special_ : array_.data(); }
  bool areGiven() const { return special_ != MPI_UNWEIGHTED; }

private:
  int* special_ = nullptr;
  ArgumentArray<int> array_;
};

/// MPI_Dist_graph_create_adjacent: this rank's edges, those that come in, then those that go out.
struct AdjacentEdges {
  using Guest = Parameters<uint32_t, int32_t, uint32_t, uint32_t, int32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t comm, int32_t inDegree, uint32_t sources, uint32_t sourceWeights,
              int32_t outDegree, uint32_t destinations, uint32_t destinationWeights);
  std::tuple<MPI_Comm, int, const int*, const int*, int, const int*, const int*> host() const {
    return {comm_,
            inDegree_,
            sources_.data(),
            sourceWeights_.host(),
            outDegree_,
            destinations_.data(),
            destinationWeights_.host()};
  }
  MPI_Comm errorComm() const { return comm_; }

private:
  MPI_Comm comm_ = MPI_COMM_NULL;
  int inDegree_ = 0, outDegree_ = 0;
  ArgumentArray<int> sources_, destinations_;
  Weights sourceWeights_, destinationWeights_;
};

/// MPI_Dist_graph_create: edges of any ranks. `degrees[i]` targets belong to `nodes[i]`.
struct AnyEdges {
  using Guest = Parameters<uint32_t, int32_t, uint32_t, uint32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t comm, int32_t count, uint32_t nodes, uint32_t degrees,
              uint32_t targets, uint32_t weights);
  std::tuple<MPI_Comm, int, const int*, const int*, const int*, const int*> host() const {
    return {comm_, count_, nodes_.data(), degrees_.data(), targets_.data(), weights_.host()};
  }
  MPI_Comm errorComm() const { return comm_; }

private:
  MPI_Comm comm_ = MPI_COMM_NULL;
  int count_ = 0;
  ArgumentArray<int> nodes_, degrees_, targets_;
  Weights weights_;
};

/// One side of MPI_Dist_graph_neighbors: a length, ranks, and weights unless they are
/// MPI_UNWEIGHTED.
struct NeighborUpdates {
  using Guest = Parameters<int32_t, uint32_t, uint32_t>;
  bool decode(Call call, int32_t count, uint32_t ranks, uint32_t weights);
  std::tuple<int, int*, int*> host() {
    return {count_, ranks_.data(), special_ ? special_ : weights_.data()};
  }
  void commit(Call call, int code) const {
    if (code != MPI_SUCCESS)
      return;
    ranks_.write(call);
    if (!special_)
      weights_.write(call);
  }

private:
  int count_ = 0;
  int* special_ = nullptr;
  UpdatedInts ranks_, weights_;
};

} // namespace wasmpi::mpi
