/* A Fortran status is the C one as an array of MPI_F_STATUS_SIZE integers (MPI-3.1 17.2.5). */
#include "guest_function.h"

#include <string.h>

_Static_assert(sizeof(MPI_Status) == MPI_F_STATUS_SIZE * sizeof(MPI_Fint), "the two layouts agree");

/* The ignored status of either language names no object to copy: an error (17.2.5). */
int PMPI_Status_c2f(const MPI_Status *c_status, MPI_Fint *f_status) {
  if (c_status == MPI_STATUS_IGNORE || f_status == MPI_F_STATUS_IGNORE)
    return MPI_ERR_ARG;
  memcpy(f_status, c_status, sizeof *c_status);
  return MPI_SUCCESS;
}
GUEST_FUNCTION(Status_c2f)

int PMPI_Status_f2c(const MPI_Fint *f_status, MPI_Status *c_status) {
  if (f_status == MPI_F_STATUS_IGNORE || c_status == MPI_STATUS_IGNORE)
    return MPI_ERR_ARG;
  memcpy(c_status, f_status, sizeof *c_status);
  return MPI_SUCCESS;
}
GUEST_FUNCTION(Status_f2c)
