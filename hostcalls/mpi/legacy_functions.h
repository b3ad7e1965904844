// Functions that only modules of the older MPIWasm ABI import, all from "env".
#pragma once

#include <optional>
#include <string_view>

#include "runtime/host_module.h"

namespace wasmpi::mpi {

/// The entry point of `name`, whose context is an MpiContext.
std::optional<HostFunctionCode> findLegacyFunction(std::string_view name);

} // namespace wasmpi::mpi
