// Addresses that stand for something else. MPI_BOTTOM and the ignored statuses are 0 in both ABIs;
// MPI_IN_PLACE is 1 and MPI_UNWEIGHTED 10, where no guest has data: linkers place it from 1024 on.
#pragma once

#include <cstdint>

#include "hostcalls/mpi/mpi_header.h"

namespace wasmpi::mpi {

inline constexpr uint32_t kInPlaceAddress = 1;

inline bool isInPlace(uint32_t address) { return address == kInPlaceAddress; }
inline void* inPlace() { return MPI_IN_PLACE; }

/// What stands for an array of weights; null if the address is one of an array.
inline int* specialWeights(uint32_t address) {
  switch (address) {
  case 10:
    return MPI_UNWEIGHTED;
  case 11:
    return MPI_WEIGHTS_EMPTY;
  default:
    return nullptr;
  }
}

} // namespace wasmpi::mpi
