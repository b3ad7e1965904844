// Adaptors for the collectives with an array of counts: the v and w forms.
//
// Arrays are copied, then checked, then used, since a guest's callback could change its own ones in
// between.
#pragma once

#include "hostcalls/mpi/adaptors_message.h"
#include "hostcalls/mpi/argument_array.h"

namespace wasmpi::mpi {

/// A buffer of blocks, each with a count and a displacement, of one datatype (v) or of one each
/// (w). Displacements are ints, or MPI_Aints among neighbours with a datatype each.
template <class Pointer, class Displacement = int> class BlockBuffer {
public:
  /// Blocks of one datatype; displacements count its extent.
  bool decode(Call call, uint32_t address, uint32_t counts, uint32_t displacements,
              uint32_t datatype, int blockCount);
  /// Blocks of a datatype each; displacements are bytes. The library may look at `typeCount` types,
  /// not less than there are blocks.
  bool decodeTyped(Call call, uint32_t address, uint32_t counts, uint32_t displacements,
                   uint32_t datatypes, int blockCount, int typeCount);
  /// MPI_IN_PLACE, or a buffer that does not matter on this rank.
  bool ignore(Call call, uint32_t address, uint32_t datatype) {
    type_ = call.context.table<Datatype>()[datatype].native;
    pointer_ = isInPlace(address) ? inPlace() : call.context.memory().base() + address;
    return true;
  }

  Pointer pointer() const { return pointer_; }
  const int* counts() const { return counts_.data(); }
  const Displacement* displacements() const { return displacements_.data(); }
  MPI_Datatype type() const { return type_; }
  const MPI_Datatype* types() const { return types_.data(); }

private:
  Pointer pointer_ = nullptr;
  MPI_Datatype type_ = MPI_DATATYPE_NULL;
  ArgumentArray<int> counts_;
  ArgumentArray<Displacement> displacements_;
  ArgumentArray<MPI_Datatype> types_;
};

extern template class BlockBuffer<const void*>;
extern template class BlockBuffer<void*>;
extern template class BlockBuffer<const void*, MPI_Aint>;
extern template class BlockBuffer<void*, MPI_Aint>;

/// MPI_Gatherv.
struct GathervMsg {
  using Guest = Parameters<uint32_t, int32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t,
                           int32_t, uint32_t>;
  bool decode(Call call, uint32_t sendAddress, int32_t sendCount, uint32_t sendType,
              uint32_t receiveAddress, uint32_t counts, uint32_t displacements,
              uint32_t receiveType, int32_t root, uint32_t comm) {
    root_ = call.context.rankToNative(root);
    if (!comm_.decodeWithRoot(call, comm, root_))
      return false;
    const bool isRoot = comm_.isRoot(root_);
    bool fits = true;
    if (isInPlace(sendAddress) && isRoot)
      fits =
          comm_.mayBeInPlace(call, sendAddress) && send_.decodeInPlace(call, sendCount, sendType);
    else if (comm_.isLeaf(root_))
      fits = send_.decodeNotInPlace(call, sendAddress, sendCount, sendType);
    else
      fits = send_.ignore(call, sendAddress, sendCount, sendType);
    return fits && (isRoot ? receive_.decode(call, receiveAddress, counts, displacements,
                                             receiveType, comm_.peerCount())
                           : receive_.ignore(call, receiveAddress, receiveType));
  }
  auto host() const {
    return std::tuple_cat(send_.host(),
                          std::tuple<void*, const int*, const int*, MPI_Datatype, int, MPI_Comm>(
                              receive_.pointer(), receive_.counts(), receive_.displacements(),
                              receive_.type(), root_, comm_.native()));
  }
  MPI_Comm errorComm() const { return comm_.native(); }

private:
  Buffer<const void*> send_;
  BlockBuffer<void*> receive_;
  int root_ = 0;
  CollectiveComm comm_;
};

/// MPI_Scatterv.
struct ScattervMsg {
  using Guest = Parameters<uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, int32_t, uint32_t,
                           int32_t, uint32_t>;
  bool decode(Call call, uint32_t sendAddress, uint32_t counts, uint32_t displacements,
              uint32_t sendType, uint32_t receiveAddress, int32_t receiveCount,
              uint32_t receiveType, int32_t root, uint32_t comm) {
    root_ = call.context.rankToNative(root);
    if (!comm_.decodeWithRoot(call, comm, root_))
      return false;
    const bool isRoot = comm_.isRoot(root_);
    if (isRoot
            ? !send_.decode(call, sendAddress, counts, displacements, sendType, comm_.peerCount())
            : !send_.ignore(call, sendAddress, sendType))
      return false;
    if (isInPlace(receiveAddress) && isRoot)
      return comm_.mayBeInPlace(call, receiveAddress) &&
             receive_.decodeInPlace(call, receiveCount, receiveType);
    return comm_.isLeaf(root_)
               ? receive_.decodeNotInPlace(call, receiveAddress, receiveCount, receiveType)
               : receive_.ignore(call, receiveAddress, receiveCount, receiveType);
  }
  auto host() const {
    return std::tuple_cat(std::tuple<const void*, const int*, const int*, MPI_Datatype>(
                              send_.pointer(), send_.counts(), send_.displacements(), send_.type()),
                          receive_.host(), std::tuple<int, MPI_Comm>(root_, comm_.native()));
  }
  MPI_Comm errorComm() const { return comm_.native(); }

private:
  BlockBuffer<const void*> send_;
  Buffer<void*> receive_;
  int root_ = 0;
  CollectiveComm comm_;
};

/// MPI_Allgatherv. Peers is CollectiveComm or NeighborComm.
template <class Peers> struct AllgathervBlocks {
  using Guest =
      Parameters<uint32_t, int32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t sendAddress, int32_t sendCount, uint32_t sendType,
              uint32_t receiveAddress, uint32_t counts, uint32_t displacements,
              uint32_t receiveType, uint32_t comm) {
    if (!comm_.decode(call, comm) || !comm_.mayBeInPlace(call, sendAddress))
      return false;
    return (isInPlace(sendAddress) ? send_.decodeInPlace(call, sendCount, sendType)
                                   : send_.decode(call, sendAddress, sendCount, sendType)) &&
           receive_.decode(call, receiveAddress, counts, displacements, receiveType,
                           comm_.receivedBlockCount());
  }
  auto host() const {
    return std::tuple_cat(send_.host(),
                          std::tuple<void*, const int*, const int*, MPI_Datatype, MPI_Comm>(
                              receive_.pointer(), receive_.counts(), receive_.displacements(),
                              receive_.type(), comm_.native()));
  }
  MPI_Comm errorComm() const { return comm_.native(); }

private:
  Buffer<const void*> send_;
  BlockBuffer<void*> receive_;
  Peers comm_;
};
using AllgathervMsg = AllgathervBlocks<CollectiveComm>;

/// MPI_Alltoallv. Peers is CollectiveComm or NeighborComm.
template <class Peers> struct AlltoallvBlocks {
  using Guest = Parameters<uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t,
                           uint32_t, uint32_t>;
  bool decode(Call call, uint32_t sendAddress, uint32_t sendCounts, uint32_t sendDisplacements,
              uint32_t sendType, uint32_t receiveAddress, uint32_t receiveCounts,
              uint32_t receiveDisplacements, uint32_t receiveType, uint32_t comm) {
    if (!comm_.decode(call, comm) || !comm_.mayBeInPlace(call, sendAddress))
      return false;
    return (isInPlace(sendAddress) ? send_.ignore(call, sendAddress, sendType)
                                   : send_.decode(call, sendAddress, sendCounts, sendDisplacements,
                                                  sendType, comm_.sentBlockCount())) &&
           receive_.decode(call, receiveAddress, receiveCounts, receiveDisplacements, receiveType,
                           comm_.receivedBlockCount());
  }
  std::tuple<const void*, const int*, const int*, MPI_Datatype, void*, const int*, const int*,
             MPI_Datatype, MPI_Comm>
  host() const {
    return {send_.pointer(),    send_.counts(),    send_.displacements(),    send_.type(),
            receive_.pointer(), receive_.counts(), receive_.displacements(), receive_.type(),
            comm_.native()};
  }
  MPI_Comm errorComm() const { return comm_.native(); }

private:
  BlockBuffer<const void*> send_;
  BlockBuffer<void*> receive_;
  Peers comm_;
};
using AlltoallvMsg = AlltoallvBlocks<CollectiveComm>;

/// MPI_Alltoallw. Likewise; Peers is AlltoallwComm or NeighborComm (adaptors_topology.h).
template <class Peers, class Displacement> struct AlltoallwBlocks {
  using Guest = Parameters<uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t,
                           uint32_t, uint32_t>;
  bool decode(Call call, uint32_t sendAddress, uint32_t sendCounts, uint32_t sendDisplacements,
              uint32_t sendTypes, uint32_t receiveAddress, uint32_t receiveCounts,
              uint32_t receiveDisplacements, uint32_t receiveTypes, uint32_t comm) {
    if (!comm_.decode(call, comm) || !comm_.mayBeInPlace(call, sendAddress))
      return false;
    return (isInPlace(sendAddress)
                ? send_.ignore(call, sendAddress, 0)
                : send_.decodeTyped(call, sendAddress, sendCounts, sendDisplacements, sendTypes,
                                    comm_.sentBlockCount(), comm_.sentTypeCount())) &&
           receive_.decodeTyped(call, receiveAddress, receiveCounts, receiveDisplacements,
                                receiveTypes, comm_.receivedBlockCount(),
                                comm_.receivedTypeCount());
  }
  std::tuple<const void*, const int*, const Displacement*, const MPI_Datatype*, void*, const int*,
             const Displacement*, const MPI_Datatype*, MPI_Comm>
  host() const {
    return {send_.pointer(),    send_.counts(),    send_.displacements(),    send_.types(),
            receive_.pointer(), receive_.counts(), receive_.displacements(), receive_.types(),
            comm_.native()};
  }
  MPI_Comm errorComm() const { return comm_.native(); }

private:
  BlockBuffer<const void*, Displacement> send_;
  BlockBuffer<void*, Displacement> receive_;
  Peers comm_;
};

/// MPI_Reduce_scatter: the sum of all counts is reduced, a block of this rank's count comes back.
struct ReduceScatterMsg {
  using Guest = Parameters<uint32_t, uint32_t, uint32_t, uint32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t send, uint32_t receive, uint32_t counts, uint32_t datatype,
              uint32_t op, uint32_t comm);
  std::tuple<const void*, void*, const int*, MPI_Datatype, MPI_Op, MPI_Comm> host() const {
    return {buffers_.send(), buffers_.receive(), counts_.data(),
            buffers_.type(), buffers_.op(),      comm_.native()};
  }
  MPI_Comm errorComm() const { return comm_.native(); }
  const ReductionBuffers& buffers() const { return buffers_; }

private:
  ArgumentArray<int> counts_;
  ReductionBuffers buffers_;
  CollectiveComm comm_;
};

} // namespace wasmpi::mpi
