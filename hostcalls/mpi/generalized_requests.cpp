#include "hostcalls/mpi/generalized_requests.h"

#include <memory>

#include "hostcalls/mpi/adaptors.h"

namespace wasmpi::mpi {

namespace {

FunctionType intOfInts(size_t parameterCount) {
  return {std::vector<ValueType>(parameterCount, kI32), {kI32}};
}

/// What the library hands to the callbacks; lives until it has called `free`.
struct GeneralizedRequest {
  MpiContext& context;
  uint32_t extraState;
  GuestFunction query, free, cancel;

  /// The native code of what a guest function returned.
  int nativeCode(int32_t guestCode) const {
    return guestCode == 0 ? MPI_SUCCESS : context.errorCodes().toNative(guestCode);
  }
};

int callQuery(void* state, MPI_Status* status) {
  const auto& request = *static_cast<const GeneralizedRequest*>(state);
  MpiContext& context = request.context;
  const CallbackFrame frame(context, guestStatusStride(GuestAbi::Standard));
  uint64_t arguments[] = {request.extraState, frame.scratch()};
  MPI_Status given = {};
  if (status != MPI_STATUS_IGNORE)
    given = *status;
  writeStatus(context, given, context.memory().base() + frame.scratch());
  writeStatusError(0, context.memory().base() + frame.scratch());
  const int32_t code = frame.call(request.query, intOfInts(2), arguments);
  if (status != MPI_STATUS_IGNORE) {
    *status = readStatus(context, context.memory().base() + frame.scratch());
    status->MPI_ERROR = given.MPI_ERROR; // the library's affair
  }
  return request.nativeCode(code);
}

int callCancel(void* state, int isComplete) {
  const auto& request = *static_cast<const GeneralizedRequest*>(state);
  const CallbackFrame frame(request.context, 0);
  uint64_t arguments[] = {request.extraState, static_cast<uint32_t>(isComplete)};
  return request.nativeCode(frame.call(request.cancel, intOfInts(2), arguments));
}

int callFree(void* state) {
  const std::unique_ptr<const GeneralizedRequest> request(static_cast<GeneralizedRequest*>(state));
  const CallbackFrame frame(request->context, 0);
  uint64_t arguments[] = {request->extraState};
  return request->nativeCode(frame.call(request->free, intOfInts(1), arguments));
}

} // namespace

int32_t grequestStart(Call call, uint32_t query, uint32_t free, uint32_t cancel,
                      uint32_t extraState, uint32_t request) {
  MpiContext& context = call.context;
  OutCell<uint32_t> cell;
  std::optional<GuestFunction> functions[3];
  if (!cell.decode(call, request) ||
      !(functions[0] = context.callbacks().functionAt(call, query, intOfInts(2))) ||
      !(functions[1] = context.callbacks().functionAt(call, free, intOfInts(1))) ||
      !(functions[2] = context.callbacks().functionAt(call, cancel, intOfInts(2))))
    return context.finishFailure(MPI_COMM_NULL);
  auto state = std::make_unique<GeneralizedRequest>(
      GeneralizedRequest{context, extraState, *functions[0], *functions[1], *functions[2]});
  RequestEntry entry(MPI_REQUEST_NULL);
  const int code =
      MPI_Grequest_start(&callQuery, &callFree, &callCancel, state.get(), &entry.native);
  if (code != MPI_SUCCESS)
    return context.resultOf(code);
  (void)state.release(); // callFree has it
  entry.isGeneralized = true;
  entry.uncompleted = entry.native;
  cell.write(context.table<Request>().add(std::move(entry)));
  return 0;
}

/// The request may have been freed: then its handle has been kept for this call (removeRequest).
int32_t grequestComplete(Call call, uint32_t request) {
  auto& requests = call.context.table<Request>();
  const MPI_Request native = std::exchange(requests[request].uncompleted, MPI_REQUEST_NULL);
  if (native == MPI_REQUEST_NULL) {
    call.failWithError(MPI_ERR_REQUEST);
    return call.context.finishFailure(MPI_COMM_NULL);
  }
  const bool isFreed = requests[request].native == MPI_REQUEST_NULL;
  const int code = MPI_Grequest_complete(native);
  if (isFreed)
    requests.remove(request);
  return call.context.resultOf(code);
}

} // namespace wasmpi::mpi
