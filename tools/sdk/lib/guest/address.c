/* Addresses are offsets into linear memory, and MPI_BOTTOM is 0 (MPI-3.1 4.1.5). */
#include "guest_function.h"

int PMPI_Get_address(const void *location, MPI_Aint *address) {
  *address = (MPI_Aint)location;
  return MPI_SUCCESS;
}
GUEST_FUNCTION(Get_address)

int PMPI_Address(void *location, MPI_Aint *address) {
  *address = (MPI_Aint)location;
  return MPI_SUCCESS;
}
GUEST_FUNCTION(Address)

/* Unsigned inside: addresses above 2 GiB are negative MPI_Aints and must wrap, not overflow. */
MPI_Aint PMPI_Aint_add(MPI_Aint base, MPI_Aint disp) {
  return (MPI_Aint)((uintptr_t)base + (uintptr_t)disp);
}
GUEST_FUNCTION(Aint_add)

MPI_Aint PMPI_Aint_diff(MPI_Aint addr1, MPI_Aint addr2) {
  return (MPI_Aint)((uintptr_t)addr1 - (uintptr_t)addr2);
}
GUEST_FUNCTION(Aint_diff)
