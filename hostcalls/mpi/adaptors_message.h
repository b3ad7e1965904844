// Adaptors for messages: buffer, count and datatype, resolved and checked together.
//
// For collectives an adaptor takes all arguments that decide which buffers matter on this rank
// (root, communicator), since only those are checked: the others may be anything (MPI-3.1 5.1).
#pragma once

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/extents.h"
#include "hostcalls/mpi/reductions.h"
#include "hostcalls/mpi/sentinels.h"

namespace wasmpi::mpi {

/// Whether `count` elements, of any datatype, lie within memory; fails the call if not, or if the
/// datatype is none.
bool decodeThoroughly(Call call, uint32_t address, WideInt count, const DatatypeEntry& type);

/// The same, at once for most messages.
inline bool decodeBuffer(Call call, uint32_t address, int64_t count, const DatatypeEntry& type) {
  return coversPlain(call.context.memory(), address, count, type) ||
         (call.isThorough() && decodeThoroughly(call, address, count, type));
}

/// One buffer of a call. Pointer is const void* or void*.
template <class Pointer> class Buffer {
public:
  /// `count` elements, `blocks` times.
  bool decode(Call call, uint32_t address, int32_t count, uint32_t datatype, int64_t blocks = 1) {
    const DatatypeEntry& type = call.context.table<Datatype>()[datatype];
    set(call.context.memory(), address, count, type);
    return decodeBuffer(call, address, blocks * count, type);
  }
  /// Likewise, of a collective, where MPI_IN_PLACE is not for this buffer.
  bool decodeNotInPlace(Call call, uint32_t address, int32_t count, uint32_t datatype,
                        int64_t blocks = 1) {
    return isInPlace(address) ? call.failWithError(MPI_ERR_ARG)
                              : decode(call, address, count, datatype, blocks);
  }
  /// A buffer that does not matter on this rank.
  bool ignore(Call call, uint32_t address, int32_t count, uint32_t datatype) {
    set(call.context.memory(), address, count, call.context.table<Datatype>()[datatype]);
    return true;
  }
  /// MPI_IN_PLACE; count and datatype do not matter.
  bool decodeInPlace(Call call, int32_t count, uint32_t datatype) {
    ignore(call, 0, count, datatype);
    pointer_ = inPlace();
    return true;
  }
  std::tuple<Pointer, int, MPI_Datatype> host() const { return {pointer_, count_, type_}; }

private:
  void set(const GuestMemory& memory, uint32_t address, int32_t count, const DatatypeEntry& type) {
    // MPI_BOTTOM is address 0, and absolute addresses are offsets from it: no case of its own.
    pointer_ = memory.base() + address;
    count_ = count;
    type_ = type.native;
  }

  Pointer pointer_ = nullptr;
  int count_ = 0;
  MPI_Datatype type_ = MPI_DATATYPE_NULL;
};

/// A message that is read (const void*), or written or both.
template <class Pointer> struct Message3 {
  using Guest = Parameters<uint32_t, int32_t, uint32_t>;
  bool decode(Call call, uint32_t address, int32_t count, uint32_t datatype) {
    return buffer_.decode(call, address, count, datatype);
  }
  std::tuple<Pointer, int, MPI_Datatype> host() const { return buffer_.host(); }

private:
  Buffer<Pointer> buffer_;
};
using InMsg = Message3<const void*>;
using OutMsg = Message3<void*>;

/// Both messages of MPI_Sendrecv.
struct SendrecvMsg {
  using Guest = Parameters<uint32_t, int32_t, uint32_t, int32_t, int32_t, uint32_t, int32_t,
                           uint32_t, int32_t, int32_t, uint32_t>;
  bool decode(Call call, uint32_t sendAddress, int32_t sendCount, uint32_t sendType, int32_t to,
              int32_t sentTag, uint32_t receiveAddress, int32_t receiveCount, uint32_t receiveType,
              int32_t from, int32_t receivedTag, uint32_t comm) {
    return to_.decode(call, to, sentTag, comm) && from_.decode(call, from, receivedTag, comm) &&
           send_.decode(call, sendAddress, sendCount, sendType) &&
           receive_.decode(call, receiveAddress, receiveCount, receiveType);
  }
  auto host() const {
    return std::tuple_cat(send_.host(), std::tuple<int, int>(to_.rank(), to_.tag()),
                          receive_.host(), from_.host());
  }
  MPI_Comm errorComm() const { return to_.errorComm(); }

private:
  Buffer<const void*> send_;
  Buffer<void*> receive_;
  SendTo to_;
  ReceiveFrom from_;
};

/// The communicator of a collective, and what its argument checks need to know of it.
class CollectiveComm {
public:
  bool decode(Call call, uint32_t handle) {
    CommEntry& entry = call.context.table<Comm>()[handle];
    native_ = entry.native;
    if (!call.context.shapeOf(entry))
      return call.failWithError(MPI_ERR_COMM);
    rank_ = entry.rank;
    size_ = entry.size;
    remoteSize_ = entry.remoteSize;
    return true;
  }
  /// Likewise, and a native root: a rank, or on an intercommunicator what stands for none.
  bool decodeWithRoot(Call call, uint32_t handle, int root) {
    if (!decode(call, handle))
      return false;
    const bool isRank = root >= 0 && root < peerCount();
    const bool isRoot = isRank || (isInter() && (root == MPI_ROOT || root == MPI_PROC_NULL));
    return isRoot || call.failWithError(MPI_ERR_ROOT);
  }
  /// Refuses MPI_IN_PLACE between groups (MPI-3.1 5.2.3).
  bool mayBeInPlace(Call call, uint32_t address) const {
    return !isInPlace(address) || !isInter() || call.failWithError(MPI_ERR_ARG);
  }
  MPI_Comm native() const { return native_; }
  bool isInter() const { return remoteSize_ >= 0; }
  /// How many blocks a rank exchanges.
  int peerCount() const { return isInter() ? remoteSize_ : size_; }
  int sentBlockCount() const { return peerCount(); }
  int receivedBlockCount() const { return peerCount(); }
  int localSize() const { return size_; }
  int rank() const { return rank_; }
  /// Whether this rank is the one the others send to or receive from. `root` is native.
  bool isRoot(int root) const { return isInter() ? root == MPI_ROOT : root == rank_; }
  /// Whether this rank exchanges one block with the root.
  bool isLeaf(int root) const { return !isInter() || root >= 0; }

private:
  MPI_Comm native_ = MPI_COMM_NULL;
  int rank_ = -1;
  int size_ = 0;
  int remoteSize_ = -1;
};

/// MPI_Bcast.
struct BcastMsg {
  using Guest = Parameters<uint32_t, int32_t, uint32_t, int32_t, uint32_t>;
  bool decode(Call call, uint32_t address, int32_t count, uint32_t datatype, int32_t root,
              uint32_t comm) {
    root_ = call.context.rankToNative(root);
    if (!comm_.decodeWithRoot(call, comm, root_))
      return false;
    if (!comm_.isRoot(root_) && !comm_.isLeaf(root_))
      return buffer_.ignore(call, address, count, datatype);
    return buffer_.decodeNotInPlace(call, address, count, datatype);
  }
  auto host() const {
    return std::tuple_cat(buffer_.host(), std::tuple<int, MPI_Comm>(root_, comm_.native()));
  }
  MPI_Comm errorComm() const { return comm_.native(); }

private:
  Buffer<void*> buffer_;
  int root_ = 0;
  CollectiveComm comm_;
};

/// MPI_Gather and MPI_Scatter: `all` is the buffer of as many blocks as there are ranks, at the
/// root; `own` that of one block.
enum class RootedSide { Receives, Sends };
template <RootedSide side> struct RootedMsg {
  using Guest =
      Parameters<uint32_t, int32_t, uint32_t, uint32_t, int32_t, uint32_t, int32_t, uint32_t>;
  bool decode(Call call, uint32_t sendAddress, int32_t sendCount, uint32_t sendType,
              uint32_t receiveAddress, int32_t receiveCount, uint32_t receiveType, int32_t root,
              uint32_t comm) {
    root_ = call.context.rankToNative(root);
    if (!comm_.decodeWithRoot(call, comm, root_))
      return false;
    if constexpr (side == RootedSide::Receives)
      return decodeOwn(call, send_, sendAddress, sendCount, sendType) &&
             decodeAll(call, receive_, receiveAddress, receiveCount, receiveType);
    else
      return decodeAll(call, send_, sendAddress, sendCount, sendType) &&
             decodeOwn(call, receive_, receiveAddress, receiveCount, receiveType);
  }
  auto host() const {
    return std::tuple_cat(send_.host(), receive_.host(),
                          std::tuple<int, MPI_Comm>(root_, comm_.native()));
  }
  MPI_Comm errorComm() const { return comm_.native(); }

private:
  template <class SomeBuffer>
  bool decodeOwn(Call call, SomeBuffer& buffer, uint32_t address, int32_t count,
                 uint32_t datatype) {
    if (isInPlace(address) && comm_.isRoot(root_))
      return comm_.mayBeInPlace(call, address) && buffer.decodeInPlace(call, count, datatype);
    return comm_.isLeaf(root_) ? buffer.decodeNotInPlace(call, address, count, datatype)
                               : buffer.ignore(call, address, count, datatype);
  }
  template <class SomeBuffer>
  bool decodeAll(Call call, SomeBuffer& buffer, uint32_t address, int32_t count,
                 uint32_t datatype) {
    return comm_.isRoot(root_)
               ? buffer.decodeNotInPlace(call, address, count, datatype, comm_.peerCount())
               : buffer.ignore(call, address, count, datatype);
  }

  Buffer<const void*> send_;
  Buffer<void*> receive_;
  int root_ = 0;
  CollectiveComm comm_;
};
using GatherMsg = RootedMsg<RootedSide::Receives>;
using ScatterMsg = RootedMsg<RootedSide::Sends>;

/// MPI_Allgather (one block is sent) and MPI_Alltoall (one to each rank). Peers is CollectiveComm
/// or NeighborComm.
template <bool sendsToEach, class Peers> struct ExchangeMsg {
  using Guest = Parameters<uint32_t, int32_t, uint32_t, uint32_t, int32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t sendAddress, int32_t sendCount, uint32_t sendType,
              uint32_t receiveAddress, int32_t receiveCount, uint32_t receiveType, uint32_t comm) {
    if (!comm_.decode(call, comm) || !comm_.mayBeInPlace(call, sendAddress))
      return false;
    const int64_t blocks = sendsToEach ? comm_.sentBlockCount() : 1;
    return (isInPlace(sendAddress)
                ? send_.decodeInPlace(call, sendCount, sendType)
                : send_.decode(call, sendAddress, sendCount, sendType, blocks)) &&
           receive_.decodeNotInPlace(call, receiveAddress, receiveCount, receiveType,
                                     comm_.receivedBlockCount());
  }
  auto host() const {
    return std::tuple_cat(send_.host(), receive_.host(), std::tuple<MPI_Comm>(comm_.native()));
  }
  MPI_Comm errorComm() const { return comm_.native(); }

private:
  Buffer<const void*> send_;
  Buffer<void*> receive_;
  Peers comm_;
};
using AllgatherMsg = ExchangeMsg<false, CollectiveComm>;
using AlltoallMsg = ExchangeMsg<true, CollectiveComm>;

/// The two buffers of a reduction, which share count and datatype, with the operation.
class ReductionBuffers {
public:
  /// `sendCount` and `receiveCount` elements are touched.
  bool decode(Call call, uint32_t sendAddress, uint32_t receiveAddress, int64_t sendCount,
              int64_t receiveCount, uint32_t datatype, uint32_t op) {
    if (isInPlace(receiveAddress) && receiveCount > 0)
      return call.failWithError(MPI_ERR_ARG);
    const GuestMemory& memory = call.context.memory();
    DatatypeEntry& type = call.context.table<Datatype>()[datatype];
    send_ = memory.base() + sendAddress;
    receive_ = memory.base() + receiveAddress;
    if (isInPlace(sendAddress))
      send_ = inPlace();
    else if (!decodeBuffer(call, sendAddress, sendCount, type))
      return false;
    if (!decodeBuffer(call, receiveAddress, receiveCount, type))
      return false;
    datatype_ = datatype;
    callsGuest_ = call.context.table<Op>()[op].isUser;
    return chooseOperation(call, type, op, type_, op_);
  }

  /// What the operation needs if it goes on after the call.
  void hold(MpiContext& context) const {
    if (callsGuest_)
      holdDatatype(context, datatype_);
  }
  void release(MpiContext& context) const {
    if (callsGuest_)
      releaseDatatype(context, datatype_);
  }

  const void* send() const { return send_; }
  void* receive() const { return receive_; }
  MPI_Datatype type() const { return type_; }
  MPI_Op op() const { return op_; }

private:
  const void* send_ = nullptr;
  void* receive_ = nullptr;
  MPI_Datatype type_ = MPI_DATATYPE_NULL;
  MPI_Op op_ = MPI_OP_NULL;
  uint32_t datatype_ = 0;
  bool callsGuest_ = false;
};

/// MPI_Allreduce, MPI_Scan, MPI_Exscan: both buffers matter everywhere.
struct ReduceMsg {
  using Guest = Parameters<uint32_t, uint32_t, int32_t, uint32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t send, uint32_t receive, int32_t count, uint32_t datatype,
              uint32_t op, uint32_t comm) {
    count_ = count;
    return comm_.decode(call, comm) && comm_.mayBeInPlace(call, send) &&
           buffers_.decode(call, send, receive, count, count, datatype, op);
  }
  std::tuple<const void*, void*, int, MPI_Datatype, MPI_Op, MPI_Comm> host() const {
    return {buffers_.send(), buffers_.receive(), count_,
            buffers_.type(), buffers_.op(),      comm_.native()};
  }
  MPI_Comm errorComm() const { return comm_.native(); }
  const ReductionBuffers& buffers() const { return buffers_; }

private:
  int count_ = 0;
  ReductionBuffers buffers_;
  CollectiveComm comm_;
};

/// MPI_Reduce_local, which knows no MPI_IN_PLACE.
struct LocalReduceMsg {
  using Guest = Parameters<uint32_t, uint32_t, int32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t in, uint32_t inout, int32_t count, uint32_t datatype,
              uint32_t op) {
    if (isInPlace(in))
      return call.failWithError(MPI_ERR_ARG);
    count_ = count;
    return buffers_.decode(call, in, inout, count, count, datatype, op);
  }
  std::tuple<const void*, void*, int, MPI_Datatype, MPI_Op> host() const {
    return {buffers_.send(), buffers_.receive(), count_, buffers_.type(), buffers_.op()};
  }

private:
  int count_ = 0;
  ReductionBuffers buffers_;
};

/// MPI_Reduce.
struct RootedReduceMsg {
  using Guest = Parameters<uint32_t, uint32_t, int32_t, uint32_t, uint32_t, int32_t, uint32_t>;
  bool decode(Call call, uint32_t send, uint32_t receive, int32_t count, uint32_t datatype,
              uint32_t op, int32_t root, uint32_t comm) {
    root_ = call.context.rankToNative(root);
    if (!comm_.decodeWithRoot(call, comm, root_))
      return false;
    count_ = count;
    if (count < 0)
      return call.failWithError(MPI_ERR_COUNT);
    // Only the root's own data can be in place.
    if (isInPlace(send) && (comm_.isInter() || !comm_.isRoot(root_)))
      return call.failWithError(MPI_ERR_ARG);
    const int64_t sent = comm_.isLeaf(root_) ? count : 0;
    const int64_t received = comm_.isRoot(root_) ? count : 0;
    return buffers_.decode(call, send, receive, sent, received, datatype, op);
  }
  std::tuple<const void*, void*, int, MPI_Datatype, MPI_Op, int, MPI_Comm> host() const {
    return {buffers_.send(), buffers_.receive(), count_, buffers_.type(), buffers_.op(),
            root_,           comm_.native()};
  }
  MPI_Comm errorComm() const { return comm_.native(); }
  const ReductionBuffers& buffers() const { return buffers_; }

private:
  int root_ = 0;
  int count_ = 0;
  ReductionBuffers buffers_;
  CollectiveComm comm_;
};

/// MPI_Reduce_scatter_block: as many blocks are reduced as there are ranks, one comes back.
struct ReduceBlocksMsg {
  using Guest = Parameters<uint32_t, uint32_t, int32_t, uint32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t send, uint32_t receive, int32_t count, uint32_t datatype,
              uint32_t op, uint32_t comm) {
    if (!comm_.decode(call, comm) || !comm_.mayBeInPlace(call, send))
      return false;
    count_ = count;
    // In place, the receive buffer holds what is reduced. Each group's result is scattered over the
    // other group's ranks.
    const int64_t reduced = int64_t{count} * comm_.localSize();
    const int64_t received = isInPlace(send) ? reduced : count;
    return buffers_.decode(call, send, receive, reduced, received, datatype, op);
  }
  std::tuple<const void*, void*, int, MPI_Datatype, MPI_Op, MPI_Comm> host() const {
    return {buffers_.send(), buffers_.receive(), count_,
            buffers_.type(), buffers_.op(),      comm_.native()};
  }
  MPI_Comm errorComm() const { return comm_.native(); }
  const ReductionBuffers& buffers() const { return buffers_; }

private:
  int count_ = 0;
  ReductionBuffers buffers_;
  CollectiveComm comm_;
};

} // namespace wasmpi::mpi
