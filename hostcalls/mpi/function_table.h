// functions.def and functions_mpi4.def as tables from names to entry points.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "hostcalls/mpi/constants.h"
#include "runtime/host_module.h"

namespace wasmpi::mpi {

struct FunctionRow {
  std::string_view name;
  HostFunctionCode (*describe)();
};

/// The rows of functions_mpi4.def.
std::span<const FunctionRow> laterFunctions();

/// The entry point of "MPI_X" or "PMPI_X", or of a function that only the older ABI has. Its
/// context is an MpiContext.
std::optional<HostFunctionCode> findFunction(GuestAbi abi, std::string_view name);

} // namespace wasmpi::mpi
