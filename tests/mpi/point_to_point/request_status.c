// MPI-3.1 3.7.3, 3.7.6: empty statuses, looking at a request without freeing it, freeing an active one.
// functions: MPI_Request_get_status MPI_Request_free MPI_Wait MPI_Waitall
#include "support.h"

static void checkEmpty(const MPI_Status *status) {
  int count = -1, cancelled = -1;
  CHECK(status->MPI_SOURCE == MPI_ANY_SOURCE && status->MPI_TAG == MPI_ANY_TAG);
  MUST(MPI_Get_count(status, MPI_INT, &count));
  MUST(MPI_Test_cancelled(status, &cancelled));
  CHECK(count == 0 && cancelled == 0);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np;
  int in = -1, flag = 0, out = pattern(me, right, 0);
  MPI_Request receive, send, none = MPI_REQUEST_NULL;
  MPI_Status status, statuses[2];

  MUST(MPI_Wait(&none, &status));
  checkEmpty(&status);
  MUST(MPI_Request_get_status(none, &flag, &status));
  CHECK(flag);
  checkEmpty(&status);

  MUST(MPI_Irecv(&in, 1, MPI_INT, left, 1, MPI_COMM_WORLD, &receive));
  MUST(MPI_Request_get_status(receive, &flag, &status));
  CHECK(!flag && receive != MPI_REQUEST_NULL);
  MPI_Barrier(MPI_COMM_WORLD);
  MUST(MPI_Isend(&out, 1, MPI_INT, right, 1, MPI_COMM_WORLD, &send));
  do MUST(MPI_Request_get_status(receive, &flag, &status));
  while (!flag);
  CHECK(receive != MPI_REQUEST_NULL && status.MPI_SOURCE == left && status.MPI_TAG == 1);
  CHECK(in == pattern(left, me, 0));
  MUST(MPI_Wait(&receive, &status));
  CHECK(receive == MPI_REQUEST_NULL && status.MPI_SOURCE == left);
  MUST(MPI_Wait(&send, MPI_STATUS_IGNORE));
  say("looked at, then waited: %d", in);

  // A freed send still is delivered; the handle is null at once.
  int later = pattern(me, right, 7);
  MUST(MPI_Isend(&later, 1, MPI_INT, right, 2, MPI_COMM_WORLD, &send));
  MUST(MPI_Request_free(&send));
  CHECK(send == MPI_REQUEST_NULL);
  MUST(MPI_Recv(&in, 1, MPI_INT, left, 2, MPI_COMM_WORLD, &status));
  CHECK(in == pattern(left, me, 7));
  say("freed send arrived: %d", in);

  // Null requests among active ones.
  MPI_Request mixed[2] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};
  MUST(MPI_Irecv(&in, 1, MPI_INT, left, 3, MPI_COMM_WORLD, &mixed[1]));
  MUST(MPI_Send(&me, 1, MPI_INT, right, 3, MPI_COMM_WORLD));
  MUST(MPI_Waitall(2, mixed, statuses));
  checkEmpty(&statuses[0]);
  CHECK(statuses[1].MPI_SOURCE == left && in == left);
  MUST(MPI_Waitall(0, NULL, NULL));
  MPI_Barrier(MPI_COMM_WORLD);  // `later` must live until it was received
  say("mixed: %d", in);
  return finish("request_status");
}
