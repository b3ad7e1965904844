// must fail: the adaptors of this row of functions.def do not yield what <mpi.h> declares
// A row that forgets the tag of MPI_Send.
#include "hostcalls/mpi/adaptors_message.h"
#include "hostcalls/mpi/binder.h"

namespace wasmpi::mpi {

HostFunctionCode wrongRow() {
  return bindNative<FunctionName("MPI_Send"), &MPI_Send, InMsg, Rank, In<Comm>>();
}

} // namespace wasmpi::mpi
