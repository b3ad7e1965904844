/* The predefined copy callbacks that hand an attribute on unchanged (MPI-3.1 6.7.2-6.7.4). */
#include <mpi.h>

static int duplicate(void *value, void *copy, int *flag) {
  *(void **)copy = value;
  *flag = 1;
  return MPI_SUCCESS;
}

#define DUPLICATE(name, handle)                                                                    \
  int name(handle object, int keyval, void *extra_state, void *value, void *copy, int *flag) {     \
    (void)object, (void)keyval, (void)extra_state;                                                 \
    return duplicate(value, copy, flag);                                                           \
  }

DUPLICATE(MPI_DUP_FN, MPI_Comm)
DUPLICATE(MPI_COMM_DUP_FN, MPI_Comm)
DUPLICATE(MPI_TYPE_DUP_FN, MPI_Datatype)
DUPLICATE(MPI_WIN_DUP_FN, MPI_Win)
