// Making error handlers for guest functions, and asking objects for theirs (MPI-3.1 8.3), the same
// for each kind of object that has one.
#pragma once

#include <type_traits>

#include "hostcalls/mpi/adaptors.h"

namespace wasmpi::mpi {

/// `find` gives the native function for the guest's, `create` the library's handler.
template <class Kind, class Function>
int32_t createErrhandler(Call call, uint32_t function, uint32_t result,
                         Function* (Callbacks::*find)(Call, uint32_t),
                         int (*create)(Function*, MPI_Errhandler*)) {
  OutCell<uint32_t> cell;
  Function* native = nullptr;
  if (!cell.decode(call, result) || !(native = (call.context.callbacks().*find)(call, function)))
    return call.context.finishFailure(MPI_COMM_NULL);
  ErrhandlerEntry handler(MPI_ERRHANDLER_NULL);
  if constexpr (std::is_same_v<Kind, File>)
    handler.fileFunction = native;
  if constexpr (std::is_same_v<Kind, Comm>)
    handler.commFunction = native;
  if constexpr (std::is_same_v<Kind, Session>)
    handler.sessionFunction = native;
  const int code = create(native, &handler.native);
  if (code == MPI_SUCCESS)
    cell.write(call.context.table<Errhandler>().add(handler));
  return call.context.resultOf(code);
}

/// Whether the null handle has an error handler (MPI-3.1 13.7).
template <class Kind> bool hasHandlerWithout(Call call, uint32_t object) {
  return std::is_same_v<Kind, File> && call.context.table<Kind>().isLive(object);
}

/// A handler that the guest knows keeps its handle, and gets one more reference. The library's
/// reference is given back then: it has one for each handle, however often the guest got that.
template <class Kind, auto get>
int32_t getErrhandler(Call call, uint32_t object, uint32_t result, const ErrorSite& site) {
  const auto native = call.context.table<Kind>()[object].native;
  OutCell<uint32_t> cell;
  if (!cell.decode(call, result) ||
      (native == Kind::nullHandle() && !hasHandlerWithout<Kind>(call, object) &&
       !call.failWithError(Kind::kErrorClass)))
    return call.context.finishFailure(site);
  MPI_Errhandler handler = MPI_ERRHANDLER_NULL;
  const int code = get(native, &handler);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  auto& handlers = call.context.table<Errhandler>();
  const auto known = handlers.findNative(handler);
  cell.write(known ? *known : handlers.add(ErrhandlerEntry(handler)));
  if (!known)
    return 0;
  if (!handlers.isPredefined(*known))
    handlers[*known].referenceCount++;
  return call.context.resultOf(MPI_Errhandler_free(&handler));
}

} // namespace wasmpi::mpi
