// What a request of the guest's keeps alive, and the functions that take arrays of requests.
//
// A request entry lives from the call that starts the operation until the library has set the native handle to null.
#pragma once

#include <memory>
#include <vector>

#include "hostcalls/mpi/kinds.h"

namespace wasmpi::mpi {

/// Copies of argument arrays that the library may read until the operation completes. The guest could change its own ones after
/// they were checked.
struct HeldArguments {
  std::vector<std::unique_ptr<int[]>> integers;
  std::vector<std::unique_ptr<MPI_Datatype[]>> datatypes;
};

} // namespace wasmpi::mpi
