// Which native datatype and operation a reduction is called with, where the guest's pair cannot be
// passed on as it is.
//
// - A user operation must see the datatype the guest named, but several guest types share a native
// one (handles.def, ALIAS): it gets a
//   duplicate of its own. Predefined operations refuse duplicates and need none.
// - The guest's long double is IEEE binary128, the host's is not: predefined operations on it are
// user operations here.
#pragma once

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

/// A datatype that a callback is given after the call which names it: it stays although the guest
/// frees it meanwhile. Predefined ones need no such care.
void holdDatatype(MpiContext& context, uint32_t handle);
void releaseDatatype(MpiContext& context, uint32_t handle);

/// The cold half of chooseOperation.
bool chooseSpecialOperation(Call call, DatatypeEntry& type, const OpEntry& op,
                            MPI_Datatype& nativeType, MPI_Op& nativeOp);

/// False if a native object that is needed cannot be made; the call has failed then.
inline bool chooseOperation(Call call, DatatypeEntry& type, uint32_t opHandle,
                            MPI_Datatype& nativeType, MPI_Op& nativeOp) {
  const OpEntry& op = call.context.table<Op>()[opHandle];
  nativeType = type.native;
  nativeOp = op.native;
  if (nativeOp == MPI_OP_NULL) [[unlikely]]
    return call.failWithError(MPI_ERR_OP);
  if (type.origin == TypeOrigin::Native) [[likely]]
    return true;
  return chooseSpecialOperation(call, type, op, nativeType, nativeOp);
}

} // namespace wasmpi::mpi
