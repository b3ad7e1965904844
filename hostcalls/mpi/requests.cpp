#include "hostcalls/mpi/requests.h"

#include "hostcalls/mpi/optional_function.h"

namespace wasmpi::mpi {

namespace {

int32_t failed(Call call) { return call.context.finishFailure(MPI_COMM_WORLD); }

/// Whether a call with this code has written its results: with MPI_ERR_IN_STATUS it has.
bool hasResults(int code) {
  int errorClass = code;
  if (code != MPI_SUCCESS)
    MPI_Error_class(code, &errorClass);
  return errorClass == MPI_SUCCESS || errorClass == MPI_ERR_IN_STATUS;
}

} // namespace

void removeKept(MpiContext& context, RequestEntry& entry, uint32_t slot) {
  const std::unique_ptr<PendingOperation> pending = std::move(entry.pending);
  if (entry.uncompleted != MPI_REQUEST_NULL)
    entry.native = MPI_REQUEST_NULL;
  else
    context.table<Request>().removeAt(slot);
  if (pending)
    pending->complete(context);
}

bool RequestArray::decode(Call call, int32_t count, uint32_t address) {
  context_ = &call.context;
  count_ = count;
  address_ = address;
  if (count < 0)
    return call.failWithError(MPI_ERR_ARG);
  if (!slots_.checkGuestArray(call, "requests", address, count, sizeof(uint32_t)) ||
      !slots_.allocate(call, count) || !natives_.allocate(call, count))
    return false;
  auto& requests = call.context.table<Request>();
  for (size_t i = 0; i < natives_.count(); i++) {
    uint32_t handle;
    std::memcpy(&handle, call.context.memory().base() + address_ + sizeof handle * i,
                sizeof handle);
    RequestEntry& entry = requests[handle];
    natives_[i] = entry.native;
    if (entry.mayBePassed()) {
      slots_[i] = requests.dynamic().find(handle);
      entry.isInCall = true;
    } else {
      // A request without a native one is passed on as that, and not pinned: it is nothing that
      // could be completed, and its handle may stand for another one before the call is over.
      slots_[i] = kNoSlot;
      if (entry.native != MPI_REQUEST_NULL || !requests.isLive(handle))
        return call.failWithError(MPI_ERR_REQUEST);
    }
    pinnedCount_ = i + 1;
  }
  return true;
}

void RequestArray::commit(Call call) {
  commitRequests(call.context, call.context.memory().base() + address_, slots_.data(),
                 natives_.data(), 0, natives_.count());
  pinnedCount_ = 0;
}

void commitRequests(MpiContext& context, uint8_t* bytes, const uint32_t* slots,
                    const MPI_Request* natives, size_t first, size_t count) {
  const uint32_t null = context.nullHandle<Request>();
  for (size_t i = first; i < count; i++) {
    if (slots[i] == kNoSlot)
      continue;
    // Anew each time: a callback may have made requests, and moved the entries.
    RequestEntry& entry = context.table<Request>().dynamic().at(slots[i]);
    entry.isInCall = false;
    if (natives[i] != MPI_REQUEST_NULL) {
      entry.native = natives[i]; // as in GivenRequest
      continue;
    }
    std::memcpy(bytes + sizeof null * i, &null, sizeof null);
    removeRequest(context, entry, slots[i]);
  }
}

void RequestArray::unpin() {
  for (size_t i = 0; i < pinnedCount_; i++)
    if (slots_[i] != kNoSlot)
      context_->table<Request>().dynamic().at(slots_[i]).isInCall = false;
}

bool RequestArray::checkPersistent(Call call) {
  const auto requests = call.context.table<Request>().dynamic();
  for (size_t i = 0; i < slots_.count(); i++)
    if (slots_[i] == kNoSlot || !requests.at(slots_[i]).isPersistent)
      return call.failWithError(MPI_ERR_REQUEST);
  return true;
}

void RequestArray::noteStarts(Call call) {
  const auto requests = call.context.table<Request>().dynamic();
  for (size_t i = 0; i < slots_.count(); i++)
    noteStart(requests.at(slots_[i]));
}

int32_t requestGetStatus(Call call, uint32_t request, uint32_t flag, uint32_t status) {
  AskedRequest asked;
  OutInt isComplete;
  OutStatus result;
  if (!asked.decode(call, request) || !isComplete.decode(call, flag) ||
      !result.decode(call, status))
    return failed(call);
  asked.pin(call, true);
  const int code = MPI_Request_get_status(std::get<0>(asked.host()), std::get<0>(isComplete.host()),
                                          std::get<0>(result.host()));
  asked.pin(call, false);
  isComplete.commit(call, code);
  result.commit(call, code);
  return call.context.resultOf(code);
}

/// An operation that is complete, or not started, cannot be cancelled any more; Open MPI would try,
/// and crash. A generalized request's own function decides.
int32_t cancel(Call call, uint32_t request) {
  CancelledRequest given;
  if (!given.decode(call, request))
    return failed(call);
  MPI_Request* native = std::get<0>(given.host());
  int isComplete = 0;
  if (*native != MPI_REQUEST_NULL && !given.isGeneralized())
    MPI_Request_get_status(*native, &isComplete, MPI_STATUS_IGNORE);
  const int code = isComplete ? MPI_SUCCESS : MPI_Cancel(native);
  given.commit(call, code);
  return call.context.resultOf(code);
}

namespace {

/// A communicator that is being made. Where the library stores its handle, and when, is its own
/// affair until the request is complete: the guest's handle finds no communicator before.
class PendingComm final : public PendingOperation {
public:
  explicit PendingComm(uint32_t handle) : handle_(handle) {}
  MPI_Comm* native() { return &native_; }
  void complete(MpiContext& context) override {
    context.table<Comm>()[handle_] = CommEntry(native_);
  }

private:
  uint32_t handle_;
  MPI_Comm native_ = MPI_COMM_NULL;
};

} // namespace

namespace {

/// `start` calls the library with the communicator, where it stores the new one, and the request.
template <class Start>
int32_t startIdup(Call call, uint32_t comm, uint32_t result, uint32_t request, Start start) {
  MpiContext& context = call.context;
  In<Comm> original;
  OutCell<uint32_t> cell;
  NewCollectiveRequest started;
  if (!original.decode(call, comm) || !cell.decode(call, result) || !started.decode(call, request))
    return context.finishFailure(original.errorComm());
  const uint32_t handle = context.table<Comm>().add(CommEntry(MPI_COMM_NULL));
  auto made = std::make_unique<PendingComm>(handle);
  const int code = start(original.errorComm(), made->native(), std::get<0>(started.host()));
  if (code != MPI_SUCCESS) {
    context.table<Comm>().remove(handle);
    return context.resultOf(code);
  }
  cell.write(handle);
  started.store(call, std::move(made));
  return 0;
}

} // namespace

int32_t commIdup(Call call, uint32_t comm, uint32_t result, uint32_t request) {
  return startIdup(call, comm, result, request, &MPI_Comm_idup);
}

int32_t commIdupWithInfo(Call call, uint32_t comm, [[maybe_unused]] uint32_t info,
                         [[maybe_unused]] uint32_t result, [[maybe_unused]] uint32_t request) {
  In<Comm> original;
#if MPI_VERSION >= 4
  In<Info> hints;
  if (!original.decode(call, comm) || !hints.decode(call, info))
    return call.context.finishFailure(original.errorComm());
  return startIdup(
      call, comm, result, request, [&](MPI_Comm native, MPI_Comm* made, MPI_Request* started) {
        return MPI_Comm_idup_with_info(native, std::get<0>(hints.host()), made, started);
      });
#else
  if (original.decode(call, comm))
    detail::failMissing(call);
  return call.context.finishFailure(original.errorComm());
#endif
}

int32_t waitany(Call call, int32_t count, uint32_t requests, uint32_t index, uint32_t status) {
  RequestArray array;
  OutInt which;
  OutStatus result;
  if (!array.decode(call, count, requests) || !which.decode(call, index) ||
      !result.decode(call, status))
    return failed(call);
  const int code =
      MPI_Waitany(count, array.natives(), std::get<0>(which.host()), std::get<0>(result.host()));
  array.commit(call);
  which.commit(call, code);
  result.commit(call, code);
  return call.context.resultOf(code);
}

namespace {

/// Waitsome and Testsome.
template <auto native>
int32_t completeSome(Call call, int32_t count, uint32_t requests, uint32_t outCount,
                     uint32_t indices, uint32_t statuses) {
  RequestArray array;
  OutInt completed;
  ArgumentArray<int> which;
  StatusArray results;
  if (!array.decode(call, count, requests) || !completed.decode(call, outCount) ||
      !which.copyIn(call, "indices", indices, count) || !results.decode(call, statuses, count))
    return failed(call);
  const int code = native(count, array.natives(), std::get<0>(completed.host()), which.data(),
                          results.natives());
  array.commit(call);
  results.commit(call, code);
  which.copyOut(call, indices);
  completed.commit(call, hasResults(code) ? MPI_SUCCESS : code);
  return call.context.resultOf(code);
}

} // namespace

int32_t waitsome(Call call, int32_t count, uint32_t requests, uint32_t outCount, uint32_t indices,
                 uint32_t statuses) {
  return completeSome<&MPI_Waitsome>(call, count, requests, outCount, indices, statuses);
}

int32_t testsome(Call call, int32_t count, uint32_t requests, uint32_t outCount, uint32_t indices,
                 uint32_t statuses) {
  return completeSome<&MPI_Testsome>(call, count, requests, outCount, indices, statuses);
}

int32_t testall(Call call, int32_t count, uint32_t requests, uint32_t flag, uint32_t statuses) {
  RequestArray array;
  OutInt areComplete;
  StatusArray results;
  if (!array.decode(call, count, requests) || !areComplete.decode(call, flag) ||
      !results.decode(call, statuses, count))
    return failed(call);
  const int code =
      MPI_Testall(count, array.natives(), std::get<0>(areComplete.host()), results.natives());
  array.commit(call);
  results.commit(call, code);
  areComplete.commit(call, code);
  return call.context.resultOf(code);
}

int32_t testany(Call call, int32_t count, uint32_t requests, uint32_t index, uint32_t flag,
                uint32_t status) {
  RequestArray array;
  OutInt which, isComplete;
  OutStatus result;
  if (!array.decode(call, count, requests) || !which.decode(call, index) ||
      !isComplete.decode(call, flag) || !result.decode(call, status))
    return failed(call);
  const int code = MPI_Testany(count, array.natives(), std::get<0>(which.host()),
                               std::get<0>(isComplete.host()), std::get<0>(result.host()));
  array.commit(call);
  which.commit(call, code);
  isComplete.commit(call, code);
  result.commit(call, code);
  return call.context.resultOf(code);
}

int32_t startall(Call call, int32_t count, uint32_t requests) {
  RequestArray array;
  if (!array.decode(call, count, requests) || !array.checkPersistent(call))
    return failed(call);
  const int code = MPI_Startall(count, array.natives());
  array.commit(call);
  if (code == MPI_SUCCESS)
    array.noteStarts(call);
  return call.context.resultOf(code);
}

} // namespace wasmpi::mpi
