#include "hostcalls/mpi/reductions.h"

#include "hostcalls/mpi/long_double.h"

namespace wasmpi::mpi {

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
