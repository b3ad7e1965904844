// MPI-3.1 3.8.4: a receive that nobody answers can be cancelled; a completed one is not cancelled.
// functions: MPI_Cancel MPI_Test_cancelled MPI_Wait MPI_Waitall
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np, in[3] = {-1, -1, -1}, cancelled = -1;
  MPI_Request request, requests[2];
  MPI_Status status, statuses[2];

  MUST(MPI_Irecv(&in[0], 1, MPI_INT, left, 999, MPI_COMM_WORLD, &request));
  MUST(MPI_Cancel(&request));
  MUST(MPI_Wait(&request, &status));
  MUST(MPI_Test_cancelled(&status, &cancelled));
  CHECK(cancelled == 1 && request == MPI_REQUEST_NULL && in[0] == -1);
  say("unanswered: cancelled %d", cancelled);

  MUST(MPI_Irecv(&in[1], 1, MPI_INT, left, 1, MPI_COMM_WORLD, &request));
  MUST(MPI_Send(&me, 1, MPI_INT, right, 1, MPI_COMM_WORLD));
  MUST(MPI_Wait(&request, &status));
  MUST(MPI_Test_cancelled(&status, &cancelled));
  CHECK(cancelled == 0 && in[1] == left);
  say("answered: cancelled %d", cancelled);

  MUST(MPI_Irecv(&in[0], 1, MPI_INT, left, 998, MPI_COMM_WORLD, &requests[0]));
  MUST(MPI_Irecv(&in[2], 1, MPI_INT, left, 2, MPI_COMM_WORLD, &requests[1]));
  MUST(MPI_Cancel(&requests[0]));
  MUST(MPI_Send(&me, 1, MPI_INT, right, 2, MPI_COMM_WORLD));
  MUST(MPI_Waitall(2, requests, statuses));
  for (int i = 0; i < 2; i++) {
    MUST(MPI_Test_cancelled(&statuses[i], &cancelled));
    CHECK(cancelled == (i == 0));
  }
  say("both: %d %d", in[0], in[2]);
  return finish("cancel_receive");
}
