// What MPI_Type_get_envelope and MPI_Type_get_contents tell of a datatype (MPI-3.1 4.1.13): the
// arguments it was made with, as the guest gave them. The library knows other ones: widened
// addresses, its own types for the guest's, its own numbers.
#pragma once

#include <cstdint>
#include <vector>

#include "hostcalls/mpi/kinds.h"

namespace wasmpi::mpi {

/// An argument of a constructor: what its handle stood for then. A type may outlive its handle in
/// the types made of it.
struct OldDatatype {
  uint32_t handle = 0;
  bool isPredefined = false;
  DatatypeEntry entry;
};

struct TypeContents {
  /// A native MPI_COMBINER_*.
  int combiner = MPI_COMBINER_NAMED;
  std::vector<int32_t> integers;
  std::vector<int32_t> addresses;
  std::vector<OldDatatype> types;
};

} // namespace wasmpi::mpi
