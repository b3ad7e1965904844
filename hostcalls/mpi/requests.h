// Requests: adaptors for a new and for a given one, and arrays of them.
//
// An entry lives from the call that starts the operation until the library has set the native handle to null. While a request is an
// argument of a call it is pinned (RequestEntry::isInCall): the library would complete and free it twice if it came twice, be it in one
// array or by a callback.
#pragma once

#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/argument_array.h"

namespace wasmpi::mpi {

/// Where a new request is stored.
struct NewRequest {
  using Guest = Parameters<uint32_t>;
  bool decode(const Call& call, uint32_t address) { return cell_.decode(call, address); }
  std::tuple<MPI_Request*> host() { return {&native_}; }
  void commit(const Call& call, int code) const {
    if (code != MPI_SUCCESS) [[unlikely]]
      return;
    MpiContext& context = call.context;
    const bool isNull = native_ == MPI_REQUEST_NULL;
    cell_.write(call, isNull ? context.nullHandle<Request>()
                             : context.table<Request>().add(RequestEntry(native_)));
  }

private:
  OutCell<uint32_t> cell_;
  MPI_Request native_ = MPI_REQUEST_NULL;
};

/// A cell with a request the library may complete or free.
struct GivenRequest {
  using Guest = Parameters<uint32_t>;
  GivenRequest() = default;
  GivenRequest(const GivenRequest&) = delete;
  ~GivenRequest() {
    if (pinned_) // the call failed before the native function
      pinned_->table<Request>()[handle_].isInCall = false;
  }
  bool decode(const Call& call, uint32_t address);
  std::tuple<MPI_Request*> host() { return {&native_}; }
  void commit(const Call& call, int) {
    pinned_ = nullptr;
    auto& requests = call.context.table<Request>();
    if (native_ != MPI_REQUEST_NULL || handle_ == call.context.nullHandle<Request>()) {
      requests[handle_].isInCall = false;
      return;
    }
    requests.remove(handle_);
    cell_.write(call, call.context.nullHandle<Request>());
  }

private:
  OutCell<uint32_t> cell_;
  uint32_t handle_ = 0;
  MpiContext* pinned_ = nullptr;
  MPI_Request native_ = MPI_REQUEST_NULL;
};

/// n and an array of n requests.
class RequestArray {
public:
  RequestArray() = default;
  ~RequestArray();
  bool decode(const Call& call, int32_t count, uint32_t address);
  /// Writes null where the library has completed or freed a request.
  void commit(const Call& call);

  int count() const { return count_; }
  MPI_Request* natives() { return natives_.data(); }

private:
  bool pin(const Call& call, size_t index);

  int count_ = 0;
  uint32_t address_ = 0;
  size_t pinnedCount_ = 0;
  MpiContext* context_ = nullptr;
  ArgumentArray<uint32_t> handles_;
  ArgumentArray<MPI_Request> natives_;
};

// Functions over arrays of requests (MPI-3.1 3.7.5, 3.9).
int32_t waitall(const Call&, int32_t count, uint32_t requests, uint32_t statuses);
int32_t waitany(const Call&, int32_t count, uint32_t requests, uint32_t index, uint32_t status);
int32_t waitsome(const Call&, int32_t count, uint32_t requests, uint32_t outCount,
                 uint32_t indices, uint32_t statuses);
int32_t testall(const Call&, int32_t count, uint32_t requests, uint32_t flag, uint32_t statuses);
int32_t testany(const Call&, int32_t count, uint32_t requests, uint32_t index, uint32_t flag,
                uint32_t status);
int32_t testsome(const Call&, int32_t count, uint32_t requests, uint32_t outCount,
                 uint32_t indices, uint32_t statuses);
int32_t startall(const Call&, int32_t count, uint32_t requests);

} // namespace wasmpi::mpi
