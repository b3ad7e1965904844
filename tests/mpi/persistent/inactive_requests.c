// MPI-3.1 3.7.3, 3.9: an inactive persistent request completes at once with an empty status and stays.
// functions: MPI_Recv_init MPI_Send_init MPI_Start MPI_Wait MPI_Test MPI_Waitany MPI_Waitsome
// functions: MPI_Testall MPI_Testany MPI_Testsome MPI_Request_get_status MPI_Cancel
#include "support.h"

static void checkEmpty(const MPI_Status *status) {
  int count = -1;
  CHECK(status->MPI_SOURCE == MPI_ANY_SOURCE && status->MPI_TAG == MPI_ANY_TAG);
  MUST(MPI_Get_count(status, MPI_INT, &count));
  CHECK(count == 0);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np;
  int in[2] = {-1, -1}, flag = 0, index = 0, count = 0, indices[2], cancelled = 0;
  MPI_Request requests[2], send;
  MPI_Status status, statuses[2];
  for (int i = 0; i < 2; i++)
    MUST(MPI_Recv_init(&in[i], 1, MPI_INT, left, i, MPI_COMM_WORLD, &requests[i]));

  MUST(MPI_Wait(&requests[0], &status));
  checkEmpty(&status);
  CHECK(requests[0] != MPI_REQUEST_NULL);
  MUST(MPI_Test(&requests[0], &flag, &status));
  CHECK(flag);
  checkEmpty(&status);
  MUST(MPI_Request_get_status(requests[0], &flag, &status));
  CHECK(flag);
  MUST(MPI_Waitany(2, requests, &index, &status));
  CHECK(index == MPI_UNDEFINED);
  MUST(MPI_Waitsome(2, requests, &count, indices, statuses));
  CHECK(count == MPI_UNDEFINED);
  MUST(MPI_Testany(2, requests, &index, &flag, &status));
  CHECK(flag && index == MPI_UNDEFINED);
  MUST(MPI_Testsome(2, requests, &count, indices, statuses));
  CHECK(count == MPI_UNDEFINED);
  MUST(MPI_Testall(2, requests, &flag, statuses));
  CHECK(flag);
  say("inactive: all at once");

  // One active, one inactive.
  MUST(MPI_Send_init(&me, 1, MPI_INT, right, 1, MPI_COMM_WORLD, &send));
  MUST(MPI_Start(&requests[1]));
  MUST(MPI_Start(&send));
  MUST(MPI_Waitany(2, requests, &index, &status));
  CHECK(index == 1 && status.MPI_SOURCE == left && in[1] == left);
  CHECK(requests[1] != MPI_REQUEST_NULL);
  MUST(MPI_Wait(&send, MPI_STATUS_IGNORE));
  say("one active: %d", in[1]);
  MPI_Barrier(MPI_COMM_WORLD);

  MUST(MPI_Start(&requests[1]));
  MUST(MPI_Start(&send));
  do MUST(MPI_Testsome(2, requests, &count, indices, statuses));
  while (count == 0);
  CHECK(count == 1 && indices[0] == 1 && statuses[0].MPI_TAG == 1);
  MUST(MPI_Wait(&send, MPI_STATUS_IGNORE));

  // A started receive can be cancelled and started again.
  MUST(MPI_Start(&requests[0]));
  MUST(MPI_Cancel(&requests[0]));
  MUST(MPI_Wait(&requests[0], &status));
  MUST(MPI_Test_cancelled(&status, &cancelled));
  CHECK(cancelled && requests[0] != MPI_REQUEST_NULL);
  MPI_Barrier(MPI_COMM_WORLD);  // nobody may send before the receives were cancelled
  MUST(MPI_Start(&requests[0]));
  MUST(MPI_Send(&np, 1, MPI_INT, right, 0, MPI_COMM_WORLD));
  MUST(MPI_Wait(&requests[0], &status));
  CHECK(in[0] == np);
  say("cancelled, then started again: %d", in[0]);
  for (int i = 0; i < 2; i++) MUST(MPI_Request_free(&requests[i]));
  MUST(MPI_Request_free(&send));
  return finish("inactive_requests");
}
