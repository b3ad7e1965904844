// The guest's long double: IEEE binary128 on wasm32, 16 bytes aligned to 16. No native datatype has
// this format.
//
// The datatypes are made of bytes, and predefined operations on them are user operations over the
// compiler's 128-bit floats. One-sided accumulation knows no user operations: it gets the library's
// own refusal.
#pragma once

#include <array>
#include <vector>

#include "hostcalls/mpi/mpi_header.h"

namespace wasmpi::mpi {

class LongDouble {
public:
  /// Makes the datatypes; after MPI_Init. False if the library refuses.
  bool make();
  /// Frees what was made; before MPI_Finalize.
  void free();

  /// MPI_LONG_DOUBLE.
  MPI_Datatype real() const { return real_; }
  /// MPI_C_LONG_DOUBLE_COMPLEX.
  MPI_Datatype complex() const { return complex_; }
  /// MPI_LONG_DOUBLE_INT.
  MPI_Datatype withIndex() const { return withIndex_; }

  /// What to call in place of a predefined operation on one of the types above; `predefined` itself
  /// if there is nothing such.
  MPI_Op operation(MPI_Datatype type, MPI_Op predefined);

private:
  struct Operation {
    MPI_Datatype type;
    MPI_Op predefined;
    MPI_Op own;
  };

  MPI_Datatype real_ = MPI_DATATYPE_NULL;
  MPI_Datatype complex_ = MPI_DATATYPE_NULL;
  MPI_Datatype withIndex_ = MPI_DATATYPE_NULL;
  std::vector<Operation> operations_;
};

} // namespace wasmpi::mpi
