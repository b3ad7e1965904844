// A native tool outside of the sandbox sees each call once.
// functions: MPI_Send MPI_Recv MPI_Isend MPI_Irecv MPI_Wait MPI_Waitall MPI_Bcast MPI_Allreduce MPI_Comm_dup
// preload: tools/counting.c
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  const int right = (me + 1) % np, left = (me + np - 1) % np;
  int out = me, in = -1, sum = 0;
  MPI_Comm comm;
  MPI_Request requests[2];
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
  for (int i = 0; i < 5; i++) {
    MUST(MPI_Irecv(&in, 1, MPI_INT, left, i, comm, &requests[0]));
    MUST(MPI_Send(&out, 1, MPI_INT, right, i, comm));
    MUST(MPI_Wait(&requests[0], MPI_STATUS_IGNORE));
  }
  MUST(MPI_Isend(&out, 1, MPI_INT, right, 9, comm, &requests[0]));
  MUST(MPI_Irecv(&in, 1, MPI_INT, left, 9, comm, &requests[1]));
  MUST(MPI_Waitall(2, requests, MPI_STATUSES_IGNORE));
  MUST(MPI_Isend(&out, 1, MPI_INT, right, 10, comm, &requests[0]));
  MUST(MPI_Recv(&in, 1, MPI_INT, left, 10, comm, MPI_STATUS_IGNORE));
  MUST(MPI_Wait(&requests[0], MPI_STATUS_IGNORE));
  MUST(MPI_Allreduce(&in, &sum, 1, MPI_INT, MPI_SUM, comm));
  MUST(MPI_Bcast(&sum, 1, MPI_INT, 0, comm));
  say("%d %d", in, sum);
  MUST(MPI_Comm_free(&comm));
  return finish("native_tool");
}
