// Functions of the guest that the host calls by name: its malloc and free, since memory for MPI is
// memory of the guest.
//
// The guest runs meanwhile, and may do anything a guest may: decode arguments, and take references
// into tables, afterwards.
#pragma once

#include <optional>

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

/// The module's exported malloc; null if there is no such memory, nullopt if the call has failed
/// with a trap.
std::optional<uint32_t> guestMalloc(MpiContext& context, uint32_t byteSize);

/// The module's exported free; false if the call has failed with a trap.
bool guestFree(MpiContext& context, uint32_t address);

} // namespace wasmpi::mpi
