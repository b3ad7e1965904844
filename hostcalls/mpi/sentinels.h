// Addresses that stand for something else. MPI_BOTTOM and the ignored statuses are 0 in both ABIs;
// MPI_IN_PLACE is 1, where no guest has data: linkers place it from 1024 on.
#pragma once

#include <cstdint>

#include "hostcalls/mpi/mpi_header.h"

namespace wasmpi::mpi {

inline constexpr uint32_t kInPlaceAddress = 1;

inline bool isInPlace(uint32_t address) { return address == kInPlaceAddress; }
inline void* inPlace() { return MPI_IN_PLACE; }

} // namespace wasmpi::mpi
