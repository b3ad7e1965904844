// Which operations may be applied to which elements by one-sided accumulation (MPI-3.1 11.3.4,
// 5.9.2).
//
// The target's library applies them, where nobody hears of a failure, and not every library looks
// whether it has such an operation: so all is refused here that the standard does not name. Derived
// datatypes may be used if they are made of one basic type. Fortran types beyond 8 bytes a number,
// and the guest's long double, which no library knows, can be replaced and fetched only.
#pragma once

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

/// Sets what a predefined datatype's elements are.
void setOperands(DatatypeEntry& predefined);
/// Sets what a predefined operation can be applied to.
void setOperands(OpEntry& predefined);

/// Whether `op` accumulates elements of `origin` into those of `target`.
inline bool checkAccumulation(Call call, const DatatypeEntry& origin, const DatatypeEntry& target,
                              const OpEntry& op) {
  const TypeDescription& elements = target.description;
  if (op.isUser || (op.operands & elements.operands) == 0)
    return call.failWithError(MPI_ERR_OP);
  return origin.description.basic == elements.basic || call.failWithError(MPI_ERR_ARG);
}

/// Whether MPI_Compare_and_swap takes it: one integer, logical or byte.
bool checkComparable(Call call, const DatatypeEntry& type);

} // namespace wasmpi::mpi
