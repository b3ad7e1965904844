#include "hostcalls/mpi/reductions.h"

#include "hostcalls/mpi/long_double.h"

namespace wasmpi::mpi {

void holdDatatype(MpiContext& context, uint32_t handle) {
  context.table<Datatype>()[handle].referenceCount++;
}

void releaseDatatype(MpiContext& context, uint32_t handle) {
  auto& types = context.table<Datatype>();
  // A guest that freed its handle more often than it had got it.
  if (types.isPredefined(handle) || !types.isLive(handle))
    return;
  if (--types[handle].referenceCount > 0)
    return;
  MPI_Type_free(&types[handle].native);
  types.remove(handle);
}

bool chooseSpecialOperation(Call call, DatatypeEntry& type, const OpEntry& op,
                            MPI_Datatype& nativeType, MPI_Op& nativeOp) {
  if (type.origin == TypeOrigin::Made) {
    if (!op.isUser)
      nativeOp = call.context.longDouble().operation(type.native, op.native);
    return true;
  }
  if (!op.isUser)
    return true;
  nativeType = MpiContext::distinctOf(type);
  return nativeType != MPI_DATATYPE_NULL || call.failWithError(MPI_ERR_TYPE);
}

} // namespace wasmpi::mpi
