// MPI-3.1 3.2.2, 3.7.5: a message longer than its receive; IN_STATUS in multiple completions.
// functions: MPI_Recv MPI_Irecv MPI_Wait MPI_Waitall MPI_Isend
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
  int right = (me + 1) % np, left = (me + np - 1) % np;
  int out[16], in[16];
  for (int i = 0; i < 16; i++) out[i] = pattern(me, right, i), in[i] = -1;
  MPI_Request send, receives[3];
  MPI_Status status, statuses[3];

  MUST(MPI_Isend(out, 8, MPI_INT, right, 1, MPI_COMM_WORLD, &send));
  say("blocking: %s", className(MPI_Recv(in, 4, MPI_INT, left, 1, MPI_COMM_WORLD, &status)));
  MUST(MPI_Wait(&send, MPI_STATUS_IGNORE));
  for (int i = 4; i < 16; i++) CHECK(in[i] == -1);

  MUST(MPI_Irecv(in, 2, MPI_INT, left, 2, MPI_COMM_WORLD, &receives[0]));
  MUST(MPI_Isend(out, 8, MPI_INT, right, 2, MPI_COMM_WORLD, &send));
  say("wait: %s", className(MPI_Wait(&receives[0], &status)));
  CHECK(receives[0] == MPI_REQUEST_NULL);
  MUST(MPI_Wait(&send, MPI_STATUS_IGNORE));

  for (int i = 0; i < 3; i++)
    MUST(MPI_Irecv(in + 4 * i, i == 1 ? 1 : 4, MPI_INT, left, 3 + i, MPI_COMM_WORLD, &receives[i]));
  for (int i = 0; i < 3; i++) MUST(MPI_Send(out, 4, MPI_INT, right, 3 + i, MPI_COMM_WORLD));
  int code = MPI_Waitall(3, receives, statuses);
  say("waitall: %s", className(code));
  say("status 1: %s", className(statuses[1].MPI_ERROR));
  // Whether the others are done when Waitall meets the error is a matter of time.
  for (int i = 0; i < 3; i += 2) {
    int errorClass = -1;
    MPI_Error_class(statuses[i].MPI_ERROR, &errorClass);
    CHECK(errorClass == MPI_SUCCESS || errorClass == MPI_ERR_PENDING);
    if (errorClass == MPI_ERR_PENDING) MUST(MPI_Wait(&receives[i], MPI_STATUS_IGNORE));
    for (int j = 0; j < 4; j++) CHECK(in[4 * i + j] == pattern(left, me, j));
  }
  MPI_Barrier(MPI_COMM_WORLD);
  return finish("truncation");
}
