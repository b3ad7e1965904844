// Adaptors for partitioned communication (MPI-4.0 4): a message both of whose ends name its parts.
//
// The native functions take a request by its value and act on it whatever it is, so each is asked
// for here first: MPI_ERR_REQUEST if it is not partitioned, or not of that end.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "hostcalls/mpi/adaptors_message.h"
#include "hostcalls/mpi/partitions.h"
#include "hostcalls/mpi/requests.h"

namespace wasmpi::mpi {

/// More than this many partitions are refused: what is kept of each is the host's memory.
inline constexpr int32_t kMaxPartitions = 1 << 20;

/// MPI_Psend_init, MPI_Precv_init: all arguments. There are no wildcards; MPI_PROC_NULL is refused,
/// too, since MPICH 4.0.2 would look for that process.
template <Direction direction> struct PartitionedMsg {
  using Guest = Parameters<uint32_t, int32_t, int64_t, uint32_t, int32_t, int32_t, uint32_t,
                           uint32_t, uint32_t>;
  using Pointer = std::conditional_t<direction == Direction::Send, const void*, void*>;

  bool decode(Call call, uint32_t address, int32_t partitionCount, int64_t count, uint32_t datatype,
              int32_t rank, int32_t tag, uint32_t comm, uint32_t info, uint32_t request) {
    const DatatypeEntry& type = call.context.table<Datatype>()[datatype];
    pointer_ = call.context.memory().base() + address;
    partitionCount_ = partitionCount;
    count_ = count;
    type_ = type.native;
    if (!peer_.decode(call, rank, tag, comm) ||
        (peer_.rank() == MPI_PROC_NULL && !call.failWithError(MPI_ERR_RANK)) ||
        ((partitionCount < 1 || partitionCount > kMaxPartitions) &&
         !call.failWithError(MPI_ERR_ARG)))
      return false;
    // So that their product is exact in the library, too, even of a type without bytes.
    if (count > kMaxMagnitude)
      return call.failWithError(MPI_ERR_COUNT);
    return decodeThoroughly(call, address, WideInt{partitionCount} * count, type) &&
           info_.decode(call, info) && request_.decode(call, request);
  }
  std::tuple<Pointer, int, MPI_Count, MPI_Datatype, int, int, MPI_Comm, MPI_Info, MPI_Request*>
  host() {
    return std::tuple_cat(
        std::tuple<Pointer, int, MPI_Count, MPI_Datatype>(pointer_, partitionCount_, count_, type_),
        peer_.host(), info_.host(), request_.host());
  }
  void commit(Call call, int code) const {
    if (code == MPI_SUCCESS)
      request_.store(call, std::make_unique<Partitions>(partitionCount_,
                                                        direction == Direction::Send));
  }
  MPI_Comm errorComm() const { return peer_.errorComm(); }

private:
  Pointer pointer_ = nullptr;
  int partitionCount_ = 0;
  MPI_Count count_ = 0;
  MPI_Datatype type_ = MPI_DATATYPE_NULL;
  SendTo peer_;
  In<Info> info_;
  StoredRequest<RequestSort::PersistentCollective> request_;
};

/// A request that is partitioned, pinned around the native call.
class PartitionedRequest {
public:
  bool decode(Call call, uint32_t handle, bool isSent) {
    handle_ = handle;
    entry_ = &call.context.table<Request>()[handle];
    partitions_ = entry_->pending ? entry_->pending->partitions() : nullptr;
    return (partitions_ && partitions_->isSent() == isSent && !entry_->isInCall) ||
           call.failWithError(MPI_ERR_REQUEST);
  }
  /// They stay in their place while the request is pinned.
  Partitions& partitions() const { return *partitions_; }
  MPI_Request pin() {
    entry_->isInCall = true;
    return entry_->native;
  }
  /// Looked up again: a callback may have made requests, and moved the entries.
  void unpin(Call call) const { call.context.table<Request>()[handle_].isInCall = false; }

private:
  uint32_t handle_ = 0;
  RequestEntry* entry_ = nullptr;
  Partitions* partitions_ = nullptr;
};

/// Partitions that become ready, in order, none twice.
class ReadyPartitions {
public:
  /// Takes them from `indices`, which it sorts.
  bool decode(Call call, std::vector<int32_t> indices, uint32_t request) {
    if (!request_.decode(call, request, true))
      return false;
    std::sort(indices.begin(), indices.end());
    const Partitions& partitions = request_.partitions();
    const bool areNew =
        std::adjacent_find(indices.begin(), indices.end()) == indices.end() &&
        std::all_of(indices.begin(), indices.end(),
                    [&](int32_t index) { return partitions.mayBecomeReady(index); });
    indices_ = std::move(indices);
    return areNew || call.failWithError(MPI_ERR_ARG);
  }
  void commit(Call call, int code) const {
    request_.unpin(call);
    if (code == MPI_SUCCESS)
      for (const int32_t index : indices_)
        request_.partitions().setReady(index);
  }

protected:
  PartitionedRequest request_;
  std::vector<int32_t> indices_;
};

/// MPI_Pready.
struct ReadyPartition : ReadyPartitions {
  using Guest = Parameters<int32_t, uint32_t>;
  bool decode(Call call, int32_t partition, uint32_t request) {
    return ReadyPartitions::decode(call, {partition}, request);
  }
  std::tuple<int, MPI_Request> host() { return {indices_.front(), request_.pin()}; }
};

/// MPI_Pready_range: both ends are in it.
struct ReadyRange : ReadyPartitions {
  using Guest = Parameters<int32_t, int32_t, uint32_t>;
  bool decode(Call call, int32_t first, int32_t last, uint32_t request) {
    if (first < 0 || first > last || last >= kMaxPartitions)
      return call.failWithError(MPI_ERR_ARG);
    std::vector<int32_t> indices;
    for (int32_t index = first; index <= last; index++)
      indices.push_back(index);
    return ReadyPartitions::decode(call, std::move(indices), request);
  }
  std::tuple<int, int, MPI_Request> host() {
    return {indices_.front(), indices_.back(), request_.pin()};
  }
};

#if MPI_VERSION >= 4
/// The native array's type: const in MPI-4.0, but not in MPICH 4.0.2.
template <class List> List listOf(int (*)(int, List, MPI_Request));
using PartitionList = decltype(listOf(&MPI_Pready_list));
#else
using PartitionList = const int*;
#endif

/// MPI_Pready_list.
struct ReadyList : ReadyPartitions {
  using Guest = Parameters<int32_t, uint32_t, uint32_t>;
  bool decode(Call call, int32_t count, uint32_t address, uint32_t request) {
    if (count < 0 || count > kMaxPartitions)
      return call.failWithError(MPI_ERR_ARG);
    ArgumentArray<int32_t> given;
    if (!given.copyIn(call, "partitions", address, count))
      return false;
    return ReadyPartitions::decode(call, {given.data(), given.data() + given.count()}, request);
  }
  std::tuple<int, PartitionList, MPI_Request> host() {
    return {static_cast<int>(indices_.size()), indices_.data(), request_.pin()};
  }
};

/// MPI_Parrived, but for its result: a request that receives, and one of its partitions.
struct ArrivedPartition {
  using Guest = Parameters<uint32_t, int32_t>;
  bool decode(Call call, uint32_t request, int32_t partition) {
    partition_ = partition;
    return request_.decode(call, request, false) &&
           (request_.partitions().has(partition) || call.failWithError(MPI_ERR_ARG));
  }
  std::tuple<MPI_Request, int> host() { return {request_.pin(), partition_}; }
  void commit(Call call, int) const { request_.unpin(call); }

private:
  PartitionedRequest request_;
  int partition_ = 0;
};

} // namespace wasmpi::mpi
