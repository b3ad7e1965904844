// must fail: the adaptors of this row of functions.def do not yield what <mpi.h> declares
// A row that gives MPI_Barrier a group. (Open MPI has a C type for each kind of object.)
#include "hostcalls/mpi/adaptors.h"
#include "hostcalls/mpi/binder.h"

namespace wasmpi::mpi {

HostFunctionCode wrongRow() {
  return bindNative<FunctionName("MPI_Barrier"), &MPI_Barrier, In<Group>>();
}

} // namespace wasmpi::mpi
