// Adaptors for numbers, handles and single results. See binder.h for what an adaptor is.
#pragma once

#include <cstdint>
#include <cstring>
#include <tuple>

#include "hostcalls/mpi/binder.h"
#include "hostcalls/mpi/status.h"

namespace wasmpi::mpi {

/// A guest address where a T is written when the call has succeeded. Null is MPI_ERR_ARG, as
/// natively.
template <class T> class OutCell {
public:
  bool decode(Call call, uint32_t address) {
    const MpiContext& context = call.context;
    if (address == 0) [[unlikely]]
      return call.failWithError(MPI_ERR_ARG);
    if (!context.memory().contains(address, sizeof(T))) [[unlikely]]
      return call.failOutOfBounds("result", address, sizeof(T));
    bytes_ = context.memory().base() + address;
    return true;
  }
  void write(T value) const { std::memcpy(bytes_, &value, sizeof(T)); }
  T read() const {
    T value;
    std::memcpy(&value, bytes_, sizeof(T));
    return value;
  }

private:
  /// In guest memory, which does not move.
  uint8_t* bytes_ = nullptr;
};

/// An integer passed on as it is: counts, colours, flags.
struct Int {
  using Guest = Parameters<int32_t>;
  bool decode(Call, int32_t value) {
    value_ = value;
    return true;
  }
  std::tuple<int> host() const { return {value_}; }

private:
  int value_ = 0;
};

/// How many of something: not negative.
struct Count : Int {
  bool decode(Call call, int32_t value) {
    return Int::decode(call, value) && (value >= 0 || call.failWithError(MPI_ERR_COUNT));
  }
};

/// A rank or root.
struct Rank {
  using Guest = Parameters<int32_t>;
  bool decode(Call call, int32_t value) {
    value_ = call.context.rankToNative(value);
    return true;
  }
  std::tuple<int> host() const { return {value_}; }

private:
  int value_ = 0;
};

struct Tag {
  using Guest = Parameters<int32_t>;
  bool decode(Call call, int32_t value) {
    value_ = call.context.tagToNative(value);
    return true;
  }
  std::tuple<int> host() const { return {value_}; }

private:
  int value_ = 0;
};

/// An integer of some other role.
template <Role role> struct Constant {
  using Guest = Parameters<int32_t>;
  bool decode(Call call, int32_t value) {
    value_ = call.context.constants().toNative(role, value);
    return true;
  }
  std::tuple<int> host() const { return {value_}; }

private:
  int value_ = 0;
};

/// Kinds whose null handle is an ordinary argument: no hints, a request that is complete.
template <class Kind>
inline constexpr bool kMayBeNull = std::is_same_v<Kind, Info> || std::is_same_v<Kind, Request>;

/// A handle. One without an object is refused here: not every library looks.
template <class Kind, bool mayBeNull = kMayBeNull<Kind>> struct In {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t handle) {
    auto& objects = call.context.table<Kind>();
    native_ = objects[handle].native;
    if (native_ != Kind::nullHandle()) [[likely]]
      return true;
    return (mayBeNull && objects.isLive(handle)) || call.failWithError(Kind::kErrorClass);
  }
  std::tuple<typename Kind::Native> host() const { return {native_}; }
  MPI_Comm errorComm() const requires std::is_same_v<Kind, Comm> { return native_; }
  MPI_Win errorWin() const requires std::is_same_v<Kind, Win> { return native_; }
  NativeSession errorSession() const requires std::is_same_v<Kind, Session> { return native_; }

private:
  typename Kind::Native native_ = Kind::nullHandle();
};

/// A datatype for transfers.
struct Committed : In<Datatype> {
  bool decode(Call call, uint32_t handle) {
    return In<Datatype>::decode(call, handle) &&
           (call.context.table<Datatype>()[handle].isCommitted || call.failWithError(MPI_ERR_TYPE));
  }
};

/// The other side of a message, its tag, and the communicator: checked together, since the
/// communicator says which ranks there are. Probes receive, too.
enum class Direction { Send, Receive };
template <Direction direction> struct Envelope {
  using Guest = Parameters<int32_t, int32_t, uint32_t>;
  bool decode(Call call, int32_t rank, int32_t tag, uint32_t handle) {
    CommEntry& comm = call.context.table<Comm>()[handle];
    comm_ = comm.native;
    rank_ = rank;
    tag_ = tag;
    if (static_cast<uint32_t>(rank) < comm.rankCount && tag >= 0) [[likely]]
      return true;
    const Constants& constants = call.context.constants();
    if constexpr (direction == Direction::Send) {
      rank_ = constants.destinationToNative(rank);
      tag_ = constants.sentTagToNative(tag);
    } else {
      rank_ = constants.rankToNative(rank);
      tag_ = constants.tagToNative(tag);
    }
    if (isPeer(comm) && isTag())
      return true;
    return call.isThorough() && decodeThoroughly(call, comm);
  }
  std::tuple<int, int, MPI_Comm> host() const { return {rank_, tag_, comm_}; }
  int rank() const { return rank_; }
  int tag() const { return tag_; }
  MPI_Comm errorComm() const { return comm_; }

private:
  bool isPeer(const CommEntry& comm) const {
    return rank_ >= kLowestPeer && rank_ < static_cast<int64_t>(comm.rankCount) &&
           comm.rankCount > 0;
  }
  bool isTag() const { return tag_ >= MPI_ANY_TAG; }
  bool decodeThoroughly(Call call, CommEntry& comm) {
    if (!call.context.shapeOf(comm))
      return call.failWithError(MPI_ERR_COMM);
    if (!isTag())
      return call.failWithError(MPI_ERR_TAG);
    return isPeer(comm) || call.failWithError(MPI_ERR_RANK);
  }

  int rank_ = 0;
  int tag_ = 0;
  MPI_Comm comm_ = MPI_COMM_NULL;
};
static_assert(MPI_ANY_TAG < 0, "what is not below it is a tag");

using SendTo = Envelope<Direction::Send>;
using ReceiveFrom = Envelope<Direction::Receive>;

/// Both envelopes of MPI_Sendrecv_replace.
struct ReplaceEnvelope {
  using Guest = Parameters<int32_t, int32_t, int32_t, int32_t, uint32_t>;
  bool decode(Call call, int32_t to, int32_t sentTag, int32_t from, int32_t receivedTag,
              uint32_t comm) {
    return to_.decode(call, to, sentTag, comm) && from_.decode(call, from, receivedTag, comm);
  }
  std::tuple<int, int, int, int, MPI_Comm> host() const {
    return {to_.rank(), to_.tag(), from_.rank(), from_.tag(), to_.errorComm()};
  }
  MPI_Comm errorComm() const { return to_.errorComm(); }

private:
  SendTo to_;
  ReceiveFrom from_;
};

/// An int the native function writes.
struct OutInt {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) { return cell_.decode(call, address); }
  std::tuple<int*> host() { return {&value_}; }
  void commit(Call, int code) const {
    if (code == MPI_SUCCESS)
      cell_.write(value_);
  }

private:
  OutCell<int32_t> cell_;
  int value_ = 0;
};

/// An int of some role that the native function writes.
template <Role role> struct OutConstant {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) { return cell_.decode(call, address); }
  std::tuple<int*> host() { return {&value_}; }
  void commit(Call call, int code) const {
    if (code == MPI_SUCCESS)
      cell_.write(call.context.constants().toGuest(role, value_));
  }

private:
  OutCell<int32_t> cell_;
  int value_ = 0;
};

/// A rank the native function writes: ordinary, or MPI_PROC_NULL, or MPI_UNDEFINED (the same number
/// everywhere).
struct OutRank {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) { return cell_.decode(call, address); }
  std::tuple<int*> host() { return {&value_}; }
  void commit(Call call, int code) const {
    if (code == MPI_SUCCESS)
      cell_.write(call.context.rankToGuest(value_));
  }

private:
  OutCell<int32_t> cell_;
  int value_ = 0;
};

/// An MPI_Aint the native function writes. One that the guest's 32 bits cannot hold is
/// MPI_UNDEFINED.
struct OutAint {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) { return cell_.decode(call, address); }
  std::tuple<MPI_Aint*> host() { return {&value_}; }
  void commit(Call, int code) const {
    const bool fits = value_ >= INT32_MIN && value_ <= INT32_MAX;
    if (code == MPI_SUCCESS)
      cell_.write(fits ? static_cast<int32_t>(value_) : MPI_UNDEFINED);
  }

private:
  OutCell<int32_t> cell_;
  MPI_Aint value_ = 0;
};

/// An MPI_Count the native function writes: 64 bits on both sides.
struct OutCount {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) { return cell_.decode(call, address); }
  std::tuple<MPI_Count*> host() { return {&value_}; }
  void commit(Call, int code) const {
    if (code == MPI_SUCCESS)
      cell_.write(value_);
  }

private:
  OutCell<int64_t> cell_;
  MPI_Count value_ = 0;
};

/// An error code or class.
struct ErrorCode {
  using Guest = Parameters<int32_t>;
  bool decode(Call call, int32_t code) {
    value_ = call.context.errorCodes().toNative(code);
    return true;
  }
  std::tuple<int> host() const { return {value_}; }

private:
  int value_ = 0;
};

/// A new object.
template <class Kind> struct Out {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) { return cell_.decode(call, address); }
  std::tuple<typename Kind::Native*> host() { return {&native_}; }
  void commit(Call call, int code) const {
    if (code == MPI_SUCCESS)
      cell_.write(call.context.takeIn<Kind>(native_));
  }

private:
  OutCell<uint32_t> cell_;
  typename Kind::Native native_ = Kind::nullHandle();
};

/// A cell with a handle that the native function reads through a pointer and leaves alone.
template <class Kind> struct Cell {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) {
    if (!cell_.decode(call, address)) [[unlikely]]
      return false;
    handle_ = cell_.read();
    native_ = call.context.table<Kind>()[handle_].native;
    return native_ != Kind::nullHandle() || call.failWithError(Kind::kErrorClass);
  }
  std::tuple<typename Kind::Native*> host() { return {&native_}; }
  uint32_t handle() const { return handle_; }

protected:
  OutCell<uint32_t> cell_;
  uint32_t handle_ = 0;
  typename Kind::Native native_ = Kind::nullHandle();
};

/// Decodes the cell of an object that is to be freed, unless the library is working on it.
template <class Kind> bool decodeToFree(Call call, Cell<Kind>& cell, uint32_t address) {
  if (call.context.callbacks().isReducing())
    return call.failWithTrap("must not be called by a reduction operation");
  if (!cell.decode(call, address)) [[unlikely]]
    return false;
  if constexpr (kHasAttributes<Kind>)
    if (call.context.attributes().isBusy(kCacher<Kind>, cell.handle()))
      return call.failWithTrap("must not be called by an attribute callback of the same object");
  return true;
}

/// A cell with a handle that the native function frees: the guest's becomes the null handle.
template <class Kind> struct Freed : Cell<Kind> {
  bool decode(Call call, uint32_t address) {
    return decodeToFree(call, *this, address) &&
           (!isPredefined(call) || call.failWithError(Kind::kErrorClass));
  }
  void commit(Call call, int code) {
    if (code != MPI_SUCCESS)
      return;
    call.context.table<Kind>().remove(this->handle_);
    this->cell_.write(call.context.nullHandle<Kind>());
  }

protected:
  bool isPredefined(Call call) const {
    return call.context.table<Kind>().isPredefined(this->handle_);
  }
};

/// Kinds whose objects the guest may get again by a call that asks for them.
template <class Kind>
concept IsCounted = requires(typename Kind::Entry entry) {
  entry.referenceCount;
};

/// Groups, error handlers and datatypes: some of them the guest got more than once, or may give
/// back though they are predefined. For each handle the library is asked to free one reference, the
/// last time the guest gives it back.
template <class Kind> struct Returned : Cell<Kind> {
  bool decode(Call call, uint32_t address) { return decodeToFree(call, *this, address); }
  /// Whether the native function is to be called.
  bool isLast(Call call) {
    auto& objects = call.context.table<Kind>();
    if (objects.isPredefined(this->handle_))
      return false;
    if constexpr (IsCounted<Kind>)
      return objects[this->handle_].referenceCount == 1;
    return true;
  }
  void commit(Call call, int code) {
    if (code != MPI_SUCCESS)
      return;
    auto& objects = call.context.table<Kind>();
    if (isLast(call)) {
      objects.remove(this->handle_);
    } else if constexpr (IsCounted<Kind>) {
      if (!objects.isPredefined(this->handle_))
        objects[this->handle_].referenceCount--;
    }
    this->cell_.write(call.context.nullHandle<Kind>());
  }
};

/// A cell with a matched message, consumed by the receive even if that fails.
struct ConsumedMessage : Cell<Message> {
  void commit(Call call, int) {
    if (native_ != MPI_MESSAGE_NULL)
      return;
    call.context.table<Message>().remove(handle_);
    cell_.write(call.context.nullHandle<Message>());
  }
};

/// The status of one completed operation; address 0 is MPI_STATUS_IGNORE.
struct OutStatus {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) {
    address_ = address;
    if (address == 0)
      return true;
    const uint32_t byteCount = guestStatusStride(call.context.constants().abi());
    if (!call.context.memory().contains(address, byteCount)) [[unlikely]]
      return call.failOutOfBounds("status", address, byteCount);
    clearStatus(native_);
    return true;
  }
  std::tuple<MPI_Status*> host() { return {address_ == 0 ? MPI_STATUS_IGNORE : &native_}; }
  /// For functions whose status is looked at here, too.
  MPI_Status* native() { return &native_; }
  /// Also after an error: a truncated message has a status.
  void commit(Call call, int) const {
    if (address_ != 0 && native_.MPI_SOURCE != kUnwritten)
      writeStatus(call.context, native_, call.context.memory().base() + address_);
  }

private:
  uint32_t address_ = 0;
  MPI_Status native_;
};

/// A status that is read, and (Updated) changed.
template <class Pointer> struct GivenStatus {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) {
    if (address == 0)
      return call.failWithError(MPI_ERR_ARG);
    const uint32_t byteCount = guestStatusStride(call.context.constants().abi());
    if (!call.context.memory().contains(address, byteCount))
      return call.failOutOfBounds("status", address, byteCount);
    address_ = address;
    native_ = readStatus(call.context, call.context.memory().base() + address);
    return true;
  }
  std::tuple<Pointer> host() { return {&native_}; }
  void commit(Call call, int code) const requires std::is_same_v<Pointer, MPI_Status*> {
    if (code == MPI_SUCCESS)
      writeStatus(call.context, native_, call.context.memory().base() + address_);
  }

private:
  uint32_t address_ = 0;
  MPI_Status native_;
};
using InStatus = GivenStatus<const MPI_Status*>;
using UpdatedStatus = GivenStatus<MPI_Status*>;

} // namespace wasmpi::mpi
