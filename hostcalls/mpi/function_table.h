// functions.def as a table from names to entry points.
#pragma once

#include <optional>
#include <string_view>

#include "hostcalls/mpi/constants.h"
#include "runtime/host_module.h"

namespace wasmpi::mpi {

/// The entry point of "MPI_X" or "PMPI_X", or of a function that only the older ABI has. Its
/// context is an MpiContext.
std::optional<HostFunctionCode> findFunction(GuestAbi abi, std::string_view name);

} // namespace wasmpi::mpi
