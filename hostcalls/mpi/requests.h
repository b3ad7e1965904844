// Requests: adaptors for a new and for a given one, and arrays of them.
//
// An entry lives from the call that starts the operation until the library has set the native
// handle to null. While a request is an argument of a call it is pinned (RequestEntry::isInCall):
// the library would complete and free it twice if it came twice, be it in one array or by a
// callback.
#pragma once

#include <memory>
#include <utility>

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/argument_array.h"
#include "hostcalls/mpi/partitions.h"

namespace wasmpi::mpi {

inline constexpr uint32_t kNoSlot = HandleTable<RequestEntry>::kNoSlot;

enum class RequestSort { Message, Persistent, Collective, PersistentCollective };

/// Where a new request is stored.
template <RequestSort sort> struct StoredRequest {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) { return cell_.decode(call, address); }
  std::tuple<MPI_Request*> host() { return {&native_}; }
  void commit(Call call, int code) const {
    if (code == MPI_SUCCESS) [[likely]]
      store(call, nullptr);
  }
  /// As commit after success, with what the operation keeps until it is complete.
  void store(Call call, std::unique_ptr<PendingOperation> pending) const {
    MpiContext& context = call.context;
    if (native_ == MPI_REQUEST_NULL) {
      if (pending)
        pending->complete(context);
      return cell_.write(context.nullHandle<Request>());
    }
    const auto [handle, entry] = context.table<Request>().add();
    entry.native = native_;
    if constexpr (sort == RequestSort::Persistent || sort == RequestSort::PersistentCollective)
      entry.isPersistent = true;
    if constexpr (sort == RequestSort::Collective || sort == RequestSort::PersistentCollective)
      entry.isCollective = true;
    if (pending)
      entry.pending = std::move(pending);
    cell_.write(handle);
  }

private:
  OutCell<uint32_t> cell_;
  /// The library sets it if it succeeds.
  MPI_Request native_;
};

using NewRequest = StoredRequest<RequestSort::Message>;
using NewPersistentRequest = StoredRequest<RequestSort::Persistent>;
using NewCollectiveRequest = StoredRequest<RequestSort::Collective>;
/// Of a one-sided operation: as little to be freed or cancelled (MPI-3.1 11.3.5).
using NewRmaRequest = NewCollectiveRequest;

/// removeRequest, of one that something is kept of.
void removeKept(MpiContext& context, RequestEntry& entry, uint32_t slot);

/// Forgets a request that the library has completed or freed. `slot` is the number of its entry.
/// The handle of a generalized request that is still to be completed stays taken.
inline void removeRequest(MpiContext& context, RequestEntry& entry, uint32_t slot) {
  if (entry.isKept()) [[unlikely]]
    removeKept(context, entry, slot);
  else
    context.table<Request>().removeAt(slot);
}

/// A cell with a request the library may complete or free.
struct GivenRequest {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t address) {
    if (!cell_.decode(call, address)) [[unlikely]]
      return false;
    const uint32_t handle = cell_.read();
    auto& requests = call.context.table<Request>();
    slot_ = requests.dynamic().find(handle);
    entry_ = &requests[handle];
    native_ = entry_->native;
    if (native_ != MPI_REQUEST_NULL && !entry_->isInCall) [[likely]]
      return true;
    // What has no native request could not be completed twice, but may be another one's handle
    // soon.
    slot_ = kNoSlot;
    return call.isThorough() &&
           ((requests.isLive(handle) && !entry_->isInCall) || call.failWithError(MPI_ERR_REQUEST));
  }
  std::tuple<MPI_Request*> host() {
    entry_->isInCall = native_ != MPI_REQUEST_NULL;
    return {&native_};
  }
  void commit(Call call, int) {
    if (slot_ == kNoSlot) [[unlikely]]
      return cell_.write(call.context.nullHandle<Request>());
    // Looked up again: a callback may have made requests, and moved the entries.
    RequestEntry& entry = this->entry(call);
    entry.isInCall = false;
    if (native_ != MPI_REQUEST_NULL) {
      // Starting a persistent request may give it another native handle.
      entry.native = native_;
      return;
    }
    cell_.write(call.context.nullHandle<Request>());
    removeRequest(call.context, entry, slot_);
  }

  bool isGeneralized() const { return entry_->isGeneralized; }

protected:
  /// Of a request that is pinned.
  RequestEntry& entry(Call call) const {
    return call.context.table<Request>().dynamic().at(slot_);
  }
  bool isPersistent() const { return entry_->isPersistent; }
  bool isCollective() const { return entry_->isCollective; }
  /// Complete, or not started. Asking may run callbacks, which must not free it, and may move the
  /// entries.
  bool isIdle(Call call) {
    entry_->isInCall = true;
    int isComplete = 0;
    const int code = MPI_Request_get_status(native_, &isComplete, MPI_STATUS_IGNORE);
    entry_ = &call.context.table<Request>().dynamic().at(slot_);
    entry_->isInCall = false;
    return code == MPI_SUCCESS && isComplete;
  }

private:
  OutCell<uint32_t> cell_;
  uint32_t slot_ = kNoSlot;
  RequestEntry* entry_ = nullptr;
  MPI_Request native_ = MPI_REQUEST_NULL;
};

/// A request that is asked about, and must not be freed by a callback meanwhile.
struct AskedRequest {
  using Guest = Parameters<uint32_t>;
  bool decode(Call call, uint32_t handle) {
    auto& requests = call.context.table<Request>();
    handle_ = handle;
    native_ = requests[handle].native;
    return (requests.isLive(handle) && !requests[handle].isInCall) ||
           call.failWithError(MPI_ERR_REQUEST);
  }
  std::tuple<MPI_Request> host() const { return {native_}; }
  /// Around the native call.
  void pin(Call call, bool isInCall) const {
    if (native_ != MPI_REQUEST_NULL)
      call.context.table<Request>()[handle_].isInCall = isInCall;
  }

private:
  uint32_t handle_ = 0;
  MPI_Request native_ = MPI_REQUEST_NULL;
};

/// A request that may be freed: a collective operation's only between its starts (MPI-3.1 5.12,
/// MPI-4.0 6.13), since the library may be reading its arguments.
struct FreedRequest : GivenRequest {
  bool decode(Call call, uint32_t address) {
    return GivenRequest::decode(call, address) &&
           (!isCollective() || (isPersistent() && isIdle(call)) ||
            call.failWithError(MPI_ERR_REQUEST));
  }
};

/// A request that may be cancelled: none of a collective operation, nor of a file, which is not
/// closed before its accesses are known to be complete.
struct CancelledRequest : GivenRequest {
  bool decode(Call call, uint32_t address) {
    return GivenRequest::decode(call, address) &&
           (!isCollective() || call.failWithError(MPI_ERR_REQUEST));
  }
};

/// After a persistent request has been started.
inline void noteStart(const RequestEntry& entry) {
  if (!entry.pending) [[likely]]
    return;
  if (Partitions* partitions = entry.pending->partitions())
    partitions->start();
}

/// A request that may be started: others the library would start a second time.
struct StartedRequest : GivenRequest {
  bool decode(Call call, uint32_t address) {
    return GivenRequest::decode(call, address) &&
           (isPersistent() || call.failWithError(MPI_ERR_REQUEST));
  }
  void commit(Call call, int code) {
    GivenRequest::commit(call, code);
    if (code == MPI_SUCCESS)
      noteStart(entry(call));
  }
};

/// n and an array of n requests.
class RequestArray {
public:
  RequestArray() = default;
  ~RequestArray() { unpin(); }
  bool decode(Call call, int32_t count, uint32_t address);
  /// Whether all may be started.
  bool checkPersistent(Call call);
  /// After commit, if all have been started.
  void noteStarts(Call call);
  /// Writes null where the library has completed or freed a request.
  void commit(Call call);

  int count() const { return count_; }
  MPI_Request* natives() { return natives_.data(); }

private:
  void unpin();

  int count_ = 0;
  uint32_t address_ = 0;
  size_t pinnedCount_ = 0;
  MpiContext* context_ = nullptr;
  /// Of the request table; kNoSlot for what is not pinned.
  ArgumentArray<uint32_t> slots_;
  ArgumentArray<MPI_Request> natives_;
};

/// Gives a guest's array of requests what the library has made of those from `first` on: null,
/// where it has completed or freed one. All are pinned, but those without a slot.
void commitRequests(MpiContext& context, uint8_t* bytes, const uint32_t* slots,
                    const MPI_Request* natives, size_t first, size_t count);

/// Statuses for the library to write (clearStatus).
inline void clearStatuses(MPI_Status* statuses, size_t count) {
  for (size_t i = 0; i < count; i++)
    clearStatus(statuses[i]);
}
/// Writes those that the library has written to the guest's array. `code` is what the native
/// function returned: statuses have errors of their own only with MPI_ERR_IN_STATUS.
inline void writeStatuses(MpiContext& context, const MPI_Status* statuses, size_t count,
                          uint8_t* bytes, int code) {
  const uint32_t stride = guestStatusStride(context.constants().abi());
  for (size_t i = 0; i < count; i++, bytes += stride) {
    if (statuses[i].MPI_SOURCE == kUnwritten)
      continue;
    writeStatus(context, statuses[i], bytes);
    const bool hasError = code != MPI_SUCCESS;
    writeStatusError(hasError ? context.resultOf(statuses[i].MPI_ERROR) : 0, bytes);
  }
}

/// The statuses of a call that completes several operations; address 0 is MPI_STATUSES_IGNORE.
class StatusArray {
public:
  bool decode(Call call, uint32_t address, int32_t count) {
    address_ = count > 0 ? address : 0;
    if (address_ == 0)
      return true;
    const uint32_t stride = guestStatusStride(call.context.constants().abi());
    if (!ArgumentArray<int>::checkGuestArray(call, "statuses", address, count, stride) ||
        !natives_.allocate(call, count))
      return false;
    clearStatuses(natives_.data(), natives_.count());
    return true;
  }
  MPI_Status* natives() { return address_ == 0 ? MPI_STATUSES_IGNORE : natives_.data(); }
  void commit(Call call, int code) {
    if (address_ != 0)
      writeStatuses(call.context, natives_.data(), natives_.count(),
                    call.context.memory().base() + address_, code);
  }

private:
  uint32_t address_ = 0;
  ArgumentArray<MPI_Status> natives_;
};

/// MPI_Waitall as it mostly is: few requests, all of them live. Has nothing to clean up.
class FewRequests {
public:
  using Guest = Parameters<int32_t, uint32_t, uint32_t>;
  bool decode(Call call, int32_t count, uint32_t requests, uint32_t statuses) {
    const MpiContext& context = call.context;
    const GuestMemory& memory = context.memory();
    count_ = static_cast<uint32_t>(count);
    if (count_ > kMost || requests == 0 || !memory.contains(requests, sizeof(uint32_t) * count_))
      return false;
    requests_ = memory.base() + requests;
    statuses_ = nullptr;
    if (statuses != 0) {
      const uint32_t stride = guestStatusStride(context.constants().abi());
      if (!memory.contains(statuses, uint64_t{stride} * count_))
        return false;
      statuses_ = memory.base() + statuses;
      clearStatuses(nativeStatuses_, count_);
    }
    return pin(call.context.table<Request>().dynamic());
  }
  std::tuple<int, MPI_Request*, MPI_Status*> host() {
    return {static_cast<int>(count_), natives_, statuses_ ? nativeStatuses_ : MPI_STATUSES_IGNORE};
  }
  void commit(Call call, int code) {
    MpiContext& context = call.context;
    const size_t plainCount = freePlain(context);
    if (plainCount < count_) [[unlikely]]
      commitRequests(context, requests_, slots_, natives_, plainCount, count_);
    if (statuses_)
      writeStatuses(context, nativeStatuses_, count_, statuses_, code);
  }

private:
  using Requests = HandleTable<RequestEntry>;
  static constexpr uint32_t kMost = 32;

  bool pin(Requests::DynamicView requests) {
    for (size_t i = 0; i < count_; i++) {
      // One by one, as the guest has just stored them: a wider copy would wait for that.
      uint32_t handle;
      std::memcpy(&handle, requests_ + sizeof handle * i, sizeof handle);
      const uint32_t slot = requests.find(handle);
      if (slot == kNoSlot || !requests.at(slot).mayBePassed()) [[unlikely]] {
        while (i-- > 0)
          requests.at(slots_[i]).isInCall = false;
        return false;
      }
      slots_[i] = slot;
      natives_[i] = requests.at(slot).native;
      requests.at(slot).isInCall = true;
    }
    return true;
  }
  /// Forgets those that the library has completed and nothing is kept of, up to the first other
  /// one; returns how many.
  size_t freePlain(MpiContext& context) {
    // Looked up again: a callback may have made requests, and moved the entries.
    const Requests::DynamicView requests = context.table<Request>().dynamic();
    const uint32_t null = context.nullHandle<Request>();
    Requests::Freeing freeing(context.table<Request>());
    // Copies of members, which what is written to the guest might change, for all the compiler
    // knows.
    uint8_t* const bytes = requests_;
    const size_t end = count_;
    size_t i = 0;
    for (; i < end; i++) {
      const uint32_t slot = slots_[i];
      RequestEntry& entry = requests.at(slot);
      if (natives_[i] != MPI_REQUEST_NULL || entry.isKept()) [[unlikely]]
        break;
      std::memcpy(bytes + sizeof null * i, &null, sizeof null);
      entry.clear();
      freeing.free(slot);
    }
    return i;
  }

  // Not initialised: set by decode, and of the arrays only the first `count_`.
  uint32_t count_;
  uint8_t* requests_;
  uint8_t* statuses_;
  uint32_t slots_[kMost];
  MPI_Request natives_[kMost];
  MPI_Status nativeStatuses_[kMost];
};

/// MPI_Waitall.
class AllRequests {
public:
  using Guest = Parameters<int32_t, uint32_t, uint32_t>;
  using Hasty = FewRequests;
  bool decode(Call call, int32_t count, uint32_t requests, uint32_t statuses) {
    return requests_.decode(call, count, requests) && statuses_.decode(call, statuses, count);
  }
  std::tuple<int, MPI_Request*, MPI_Status*> host() {
    return {requests_.count(), requests_.natives(), statuses_.natives()};
  }
  void commit(Call call, int code) {
    requests_.commit(call);
    statuses_.commit(call, code);
  }

private:
  RequestArray requests_;
  StatusArray statuses_;
};

/// MPI-3.1 3.7.6.
int32_t requestGetStatus(Call, uint32_t request, uint32_t flag, uint32_t status);

/// MPI-3.1 3.8.4.
int32_t cancel(Call, uint32_t request);

/// MPI-3.1 6.4.2: what the new handle stands for until the request is complete is no communicator.
int32_t commIdup(Call, uint32_t comm, uint32_t result, uint32_t request);
int32_t commIdupWithInfo(Call, uint32_t comm, uint32_t info, uint32_t result, uint32_t request);

// Functions over arrays of requests (MPI-3.1 3.7.5, 3.9).
int32_t waitany(Call, int32_t count, uint32_t requests, uint32_t index, uint32_t status);
int32_t waitsome(Call, int32_t count, uint32_t requests, uint32_t outCount, uint32_t indices,
                 uint32_t statuses);
int32_t testall(Call, int32_t count, uint32_t requests, uint32_t flag, uint32_t statuses);
int32_t testany(Call, int32_t count, uint32_t requests, uint32_t index, uint32_t flag,
                uint32_t status);
int32_t testsome(Call, int32_t count, uint32_t requests, uint32_t outCount, uint32_t indices,
                 uint32_t statuses);
int32_t startall(Call, int32_t count, uint32_t requests);

} // namespace wasmpi::mpi
