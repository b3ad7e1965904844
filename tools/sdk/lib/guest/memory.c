/* MPI_Alloc_mem: memory for MPI is memory of the guest, which the host can reach anyway. */
#include "guest_function.h"

#include <stdlib.h>

/* A cache line, and the width of the widest vector the host may use on it. */
enum { kAlignment = 64 };

/* MPI-3.1 8.2. A size is unsigned here, so that the upper half of linear memory can be asked for. */
int PMPI_Alloc_mem(MPI_Aint size, MPI_Info info, void *baseptr) {
  (void)info;
  const size_t wanted = (size_t)size;
  const size_t rounded = (wanted + kAlignment - 1) & ~(size_t)(kAlignment - 1);
  void *const memory = rounded < wanted ? NULL : aligned_alloc(kAlignment, rounded);
  if (memory == NULL && wanted != 0) {
    /* An error of no communicator is the world's (8.3); under the default handler this ends the job. */
    PMPI_Comm_call_errhandler(MPI_COMM_WORLD, MPI_ERR_NO_MEM);
    return MPI_ERR_NO_MEM;
  }
  *(void **)baseptr = memory;
  return MPI_SUCCESS;
}
GUEST_FUNCTION(Alloc_mem)

int PMPI_Free_mem(void *base) {
  free(base);
  return MPI_SUCCESS;
}
GUEST_FUNCTION(Free_mem)
