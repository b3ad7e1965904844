// Adaptors for one-sided communication (MPI-3.1 11): transfers between a buffer here and a part of
// a target's window, and the arguments of synchronisation.
//
// Both ends of a transfer are checked together, since some libraries move as many bytes as the
// origin describes and others as the target does: after the check both describe as many.
#pragma once

#include <algorithm>

#include "hostcalls/mpi/accumulation.h"
#include "hostcalls/mpi/adaptors_message.h"

namespace wasmpi::mpi {

/// The target's end: rank, displacement, count and datatype, in a window.
class RmaTarget {
public:
  bool decode(Call call, int32_t rank, int32_t displacement, int32_t count, uint32_t datatype,
              uint32_t win) {
    const WinEntry& entry = call.context.table<Win>()[win];
    type_ = &call.context.table<Datatype>()[datatype];
    win_ = entry.native;
    rank_ = call.context.constants().destinationToNative(rank);
    count_ = count;
    if (!entry.window || entry.window->isBeingFreed) [[unlikely]]
      return call.failWithError(MPI_ERR_WIN);
    if (!entry.window->hasRank(rank_)) [[unlikely]]
      return rank_ == MPI_PROC_NULL ? checkType(call) : call.failWithError(MPI_ERR_RANK);
    const Exposure& exposure = entry.window->exposures[static_cast<size_t>(rank_)];
    // Displacements are unsigned: windows may be larger than half of what a guest can address.
    const uint64_t offset =
        uint64_t{static_cast<uint32_t>(displacement)} * exposure.displacementUnit;
    displacement_ = static_cast<MPI_Aint>(exposure.origin + offset);
    if (coversPlain(exposure, offset)) [[likely]]
      return true;
    return call.isThorough() && checkRange(call, exposure, offset, displacement);
  }

  int rank() const { return rank_; }
  MPI_Aint displacement() const { return displacement_; }
  int count() const { return count_; }
  const DatatypeEntry& type() const { return *type_; }
  MPI_Win win() const { return win_; }
  WideInt byteCount() const { return WideInt{count_} * type_->size; }
  /// Fewer elements, all of which were checked.
  void setCount(int count) { count_ = count; }

private:
  bool coversPlain(const Exposure& exposure, uint64_t offset) const {
    uint64_t byteCount;
    return plainByteCount(count_, *type_, byteCount) && byteCount <= exposure.byteSize &&
           offset <= exposure.byteSize - byteCount;
  }
  bool checkType(Call call) const;
  bool checkRange(Call call, const Exposure& exposure, uint64_t offset, int32_t displacement) const;

  const DatatypeEntry* type_ = nullptr;
  int rank_ = 0;
  int count_ = 0;
  MPI_Aint displacement_ = 0;
  MPI_Win win_ = MPI_WIN_NULL;
};

/// The origin's end.
template <class Pointer> class RmaOrigin {
public:
  bool decode(Call call, uint32_t address, int32_t count, uint32_t datatype) {
    type_ = &call.context.table<Datatype>()[datatype];
    count_ = count;
    pointer_ = call.context.memory().base() + address;
    if (coversPlain(call.context.memory(), address, count, *type_)) [[likely]]
      return true;
    return call.isThorough() && decodeThoroughly(call, address, count, *type_);
  }
  Pointer pointer() const { return pointer_; }
  int count() const { return count_; }
  const DatatypeEntry& type() const { return *type_; }
  WideInt byteCount() const { return WideInt{count_} * type_->size; }
  void setCount(int count) { count_ = count; }
  std::tuple<Pointer, int, MPI_Datatype> host() const { return {pointer_, count_, type_->native}; }

private:
  Pointer pointer_ = nullptr;
  int count_ = 0;
  const DatatypeEntry* type_ = nullptr;
};

/// Cuts the receiver's count to what the sender sends: as with messages, that may be less than fits
/// (MPI-3.1 11.3.1). False, and the call has failed, if it is more, or ends within an element.
template <class Sender, class Receiver>
bool matchCounts(Call call, Sender& sender, Receiver& receiver) {
  const WideInt sent = sender.byteCount(), room = receiver.byteCount();
  if (sent == room) [[likely]]
    return true;
  if (sent > room)
    return call.failWithError(MPI_ERR_TRUNCATE);
  if (sent % receiver.type().size != 0)
    return call.failWithError(MPI_ERR_TYPE);
  receiver.setCount(static_cast<int>(sent / receiver.type().size));
  return true;
}

/// MPI_Put, MPI_Get and their request-based forms.
template <class Pointer> struct TransferMsg {
  using Guest =
      Parameters<uint32_t, int32_t, uint32_t, int32_t, int32_t, int32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t address, int32_t count, uint32_t datatype, int32_t rank,
              int32_t displacement, int32_t targetCount, uint32_t targetType, uint32_t win) {
    if (!target_.decode(call, rank, displacement, targetCount, targetType, win) ||
        !origin_.decode(call, address, count, datatype))
      return false;
    if constexpr (std::is_same_v<Pointer, const void*>)
      return matchCounts(call, origin_, target_);
    else
      return matchCounts(call, target_, origin_);
  }
  std::tuple<Pointer, int, MPI_Datatype, int, MPI_Aint, int, MPI_Datatype, MPI_Win> host() const {
    return {origin_.pointer(),      origin_.count(), origin_.type().native, target_.rank(),
            target_.displacement(), target_.count(), target_.type().native, target_.win()};
  }
  MPI_Win errorWin() const { return target_.win(); }

private:
  RmaOrigin<Pointer> origin_;
  RmaTarget target_;
};
using PutMsg = TransferMsg<const void*>;
using GetMsg = TransferMsg<void*>;

/// MPI_Accumulate, MPI_Raccumulate.
struct AccumulateMsg {
  using Guest = Parameters<uint32_t, int32_t, uint32_t, int32_t, int32_t, int32_t, uint32_t,
                           uint32_t, uint32_t>;
  bool decode(Call call, uint32_t address, int32_t count, uint32_t datatype, int32_t rank,
              int32_t displacement, int32_t targetCount, uint32_t targetType, uint32_t op,
              uint32_t win) {
    const OpEntry& operation = call.context.table<Op>()[op];
    op_ = operation.native;
    return target_.decode(call, rank, displacement, targetCount, targetType, win) &&
           origin_.decode(call, address, count, datatype) &&
           checkAccumulation(call, origin_.type(), target_.type(), operation) &&
           matchCounts(call, origin_, target_);
  }
  std::tuple<const void*, int, MPI_Datatype, int, MPI_Aint, int, MPI_Datatype, MPI_Op, MPI_Win>
  host() const {
    return {origin_.pointer(),      origin_.count(), origin_.type().native, target_.rank(),
            target_.displacement(), target_.count(), target_.type().native, op_,
            target_.win()};
  }
  MPI_Win errorWin() const { return target_.win(); }

private:
  RmaOrigin<const void*> origin_;
  RmaTarget target_;
  MPI_Op op_ = MPI_OP_NULL;
};

/// MPI_Get_accumulate, MPI_Rget_accumulate. With MPI_NO_OP the origin's buffer does not matter.
struct GetAccumulateMsg {
  using Guest = Parameters<uint32_t, int32_t, uint32_t, uint32_t, int32_t, uint32_t, int32_t,
                           int32_t, int32_t, uint32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t address, int32_t count, uint32_t datatype, uint32_t resultAddress,
              int32_t resultCount, uint32_t resultType, int32_t rank, int32_t displacement,
              int32_t targetCount, uint32_t targetType, uint32_t op, uint32_t win) {
    const OpEntry& operation = call.context.table<Op>()[op];
    op_ = operation.native;
    if (!target_.decode(call, rank, displacement, targetCount, targetType, win) ||
        !result_.decode(call, resultAddress, resultCount, resultType) ||
        !checkAccumulation(call, result_.type(), target_.type(), operation))
      return false;
    const bool isNoOp = op_ == MPI_NO_OP;
    if (!(isNoOp ? origin_.decode(call, resultAddress, resultCount, resultType)
                 : origin_.decode(call, address, count, datatype)))
      return false;
    // What is combined comes back: all three are of one size.
    return checkAccumulation(call, origin_.type(), target_.type(), operation) &&
           ((origin_.byteCount() == target_.byteCount() &&
             result_.byteCount() == target_.byteCount()) ||
            call.failWithError(MPI_ERR_TRUNCATE));
  }
  std::tuple<const void*, int, MPI_Datatype, void*, int, MPI_Datatype, int, MPI_Aint, int,
             MPI_Datatype, MPI_Op, MPI_Win>
  host() const {
    return {origin_.pointer(),
            origin_.count(),
            origin_.type().native,
            result_.pointer(),
            result_.count(),
            result_.type().native,
            target_.rank(),
            target_.displacement(),
            target_.count(),
            target_.type().native,
            op_,
            target_.win()};
  }
  MPI_Win errorWin() const { return target_.win(); }

private:
  RmaOrigin<const void*> origin_;
  RmaOrigin<void*> result_;
  RmaTarget target_;
  MPI_Op op_ = MPI_OP_NULL;
};

/// MPI_Fetch_and_op: one element of a predefined type.
struct FetchAndOpMsg {
  using Guest = Parameters<uint32_t, uint32_t, uint32_t, int32_t, int32_t, uint32_t, uint32_t>;
  bool decode(Call call, uint32_t address, uint32_t resultAddress, uint32_t datatype, int32_t rank,
              int32_t displacement, uint32_t op, uint32_t win) {
    const OpEntry& operation = call.context.table<Op>()[op];
    op_ = operation.native;
    if (!target_.decode(call, rank, displacement, 1, datatype, win))
      return false;
    const DatatypeEntry& type = target_.type();
    if (type.description.basic != type.native || type.origin == TypeOrigin::Made)
      return call.failWithError(MPI_ERR_TYPE);
    return checkAccumulation(call, type, type, operation) &&
           result_.decode(call, resultAddress, 1, datatype) &&
           origin_.decode(call, op_ == MPI_NO_OP ? resultAddress : address, 1, datatype);
  }
  std::tuple<const void*, void*, MPI_Datatype, int, MPI_Aint, MPI_Op, MPI_Win> host() const {
    return {origin_.pointer(), result_.pointer(),      target_.type().native,
            target_.rank(),    target_.displacement(), op_,
            target_.win()};
  }
  MPI_Win errorWin() const { return target_.win(); }

private:
  RmaOrigin<const void*> origin_;
  RmaOrigin<void*> result_;
  RmaTarget target_;
  MPI_Op op_ = MPI_OP_NULL;
};

struct CompareAndSwapMsg {
  using Guest = Parameters<uint32_t, uint32_t, uint32_t, uint32_t, int32_t, int32_t, uint32_t>;
  bool decode(Call call, uint32_t address, uint32_t compareAddress, uint32_t resultAddress,
              uint32_t datatype, int32_t rank, int32_t displacement, uint32_t win) {
    return target_.decode(call, rank, displacement, 1, datatype, win) &&
           checkComparable(call, target_.type()) && origin_.decode(call, address, 1, datatype) &&
           compared_.decode(call, compareAddress, 1, datatype) &&
           result_.decode(call, resultAddress, 1, datatype);
  }
  std::tuple<const void*, const void*, void*, MPI_Datatype, int, MPI_Aint, MPI_Win> host() const {
    return {origin_.pointer(), compared_.pointer(),    result_.pointer(), target_.type().native,
            target_.rank(),    target_.displacement(), target_.win()};
  }
  MPI_Win errorWin() const { return target_.win(); }

private:
  RmaOrigin<const void*> origin_, compared_;
  RmaOrigin<void*> result_;
  RmaTarget target_;
};

/// A window, with what is kept of it.
struct GivenWindow {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t win) {
    const WinEntry& entry = call.context.table<Win>()[win];
    native_ = entry.native;
    window_ = entry.window.get();
    return (window_ && !window_->isBeingFreed) || call.failWithError(MPI_ERR_WIN);
  }
  std::tuple<MPI_Win> host() const { return {native_}; }
  MPI_Win errorWin() const { return native_; }
  Window& window() const { return *window_; }

private:
  MPI_Win native_ = MPI_WIN_NULL;
  Window* window_ = nullptr;
};

/// A rank and a window: MPI_Win_flush and its like.
struct RankAndWindow {
  using Guest = Parameters<int32_t, uint32_t>;
  bool decode(Call call, int32_t rank, uint32_t win) {
    rank_ = call.context.constants().destinationToNative(rank);
    return win_.decode(call, win) &&
           (rank_ == MPI_PROC_NULL || window().hasRank(rank_) || call.failWithError(MPI_ERR_RANK));
  }
  std::tuple<int, MPI_Win> host() const { return {rank_, errorWin()}; }
  MPI_Win errorWin() const { return win_.errorWin(); }
  Window& window() const { return win_.window(); }

private:
  int rank_ = 0;
  GivenWindow win_;
};

/// Memory that is attached to a dynamic window, or was (MPI-3.1 11.2.4).
struct AttachedRange {
  using Guest = Parameters<uint32_t, uint32_t, int32_t>;
  bool decode(Call call, uint32_t win, uint32_t base, int32_t byteSize);
  std::tuple<MPI_Win, void*, MPI_Aint> host() const { return {win_.errorWin(), base_, byteSize_}; }
  MPI_Win errorWin() const { return win_.errorWin(); }
  void commit(Call, int code) {
    if (code == MPI_SUCCESS)
      win_.window().attached.push_back(base_);
  }

private:
  GivenWindow win_;
  void* base_ = nullptr;
  MPI_Aint byteSize_ = 0;
};

struct DetachedBase {
  using Guest = Parameters<uint32_t, uint32_t>;
  bool decode(Call call, uint32_t win, uint32_t base);
  std::tuple<MPI_Win, const void*> host() const { return {win_.errorWin(), base_}; }
  MPI_Win errorWin() const { return win_.errorWin(); }
  void commit(Call, int code) {
    std::vector<const void*>& attached = win_.window().attached;
    if (code == MPI_SUCCESS)
      attached.erase(std::find(attached.begin(), attached.end(), base_));
  }

private:
  GivenWindow win_;
  const void* base_ = nullptr;
};

/// Flags that promise something to the library (MPI-3.1 11.5.5). The numbers of the older ABI are
/// not known: its promises go unheard.
struct Assertion {
  using Guest = Parameters<int32_t>;
  bool decode(Call call, int32_t flags) {
    native_ = 0;
    if (flags == 0 || call.context.constants().abi() == GuestAbi::Legacy) [[likely]]
      return true;
    return call.isThorough() && decodeFlags(call, static_cast<uint32_t>(flags));
  }
  std::tuple<int> host() const { return {native_}; }

private:
  bool decodeFlags(Call call, uint32_t flags);

  int native_ = 0;
};

/// MPI_Win_start, MPI_Win_post: a group, whose members must all be in the window's.
struct AccessGroup {
  using Guest = Parameters<uint32_t, int32_t, uint32_t>;
  bool decode(Call call, uint32_t group, int32_t flags, uint32_t win) {
    return win_.decode(call, win) && group_.decode(call, group) && assertion_.decode(call, flags) &&
           checkMembers(call);
  }
  std::tuple<MPI_Group, int, MPI_Win> host() const {
    return {std::get<0>(group_.host()), std::get<0>(assertion_.host()), errorWin()};
  }
  MPI_Win errorWin() const { return win_.errorWin(); }

private:
  bool checkMembers(Call call) const;

  In<Group> group_;
  Assertion assertion_;
  GivenWindow win_;
};

/// MPI_Win_lock.
struct LockMsg {
  using Guest = Parameters<int32_t, int32_t, int32_t, uint32_t>;
  bool decode(Call call, int32_t type, int32_t rank, int32_t flags, uint32_t win) {
    const Constants& constants = call.context.constants();
    type_ = constants.toNative(Role::LockType, type);
    return target_.decode(call, rank, win) &&
           (constants.isSpecial(Role::LockType, type) || call.failWithError(MPI_ERR_LOCKTYPE)) &&
           assertion_.decode(call, flags);
  }
  std::tuple<int, int, int, MPI_Win> host() const {
    const auto [rank, win] = target_.host();
    return {type_, rank, std::get<0>(assertion_.host()), win};
  }
  MPI_Win errorWin() const { return target_.errorWin(); }
  Window& window() const { return target_.window(); }

private:
  int type_ = 0;
  RankAndWindow target_;
  Assertion assertion_;
};

/// MPI_Win_lock_all.
struct LockAllMsg {
  using Guest = Parameters<int32_t, uint32_t>;
  bool decode(Call call, int32_t flags, uint32_t win) {
    return win_.decode(call, win) && assertion_.decode(call, flags);
  }
  std::tuple<int, MPI_Win> host() const { return std::tuple_cat(assertion_.host(), win_.host()); }
  MPI_Win errorWin() const { return win_.errorWin(); }
  Window& window() const { return win_.window(); }

private:
  GivenWindow win_;
  Assertion assertion_;
};

/// An argument of a call that opens (+1) or ends (-1) epochs of locks, which are counted: a window
/// that is locked is not freed.
template <class Adaptor, int change> struct Counted : Adaptor {
  void commit(Call, int code) const {
    if (code == MPI_SUCCESS)
      this->window().lockCount += change;
  }
};

} // namespace wasmpi::mpi
