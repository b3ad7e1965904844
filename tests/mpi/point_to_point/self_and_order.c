// MPI_COMM_SELF; messages between two ranks do not overtake; communicators keep them apart.
// functions: MPI_Isend MPI_Recv MPI_Comm_dup MPI_Comm_free
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np, value = 17, in = 0, number = -1;
  MPI_Request request;
  MPI_Status status;
  MUST(MPI_Comm_size(MPI_COMM_SELF, &number));
  CHECK(number == 1);
  MUST(MPI_Comm_rank(MPI_COMM_SELF, &number));
  CHECK(number == 0);
  MUST(MPI_Isend(&value, 1, MPI_INT, 0, 4, MPI_COMM_SELF, &request));
  MUST(MPI_Recv(&in, 1, MPI_INT, 0, 4, MPI_COMM_SELF, &status));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  CHECK(in == 17 && status.MPI_SOURCE == 0);

  // Same envelope 200 times: the order of arrival is the order of sending.
  enum { kMany = 200 };
  int out[kMany];
  MPI_Request sends[kMany];
  for (int i = 0; i < kMany; i++) {
    out[i] = pattern(me, right, i);
    MUST(MPI_Isend(&out[i], 1, MPI_INT, right, 1, MPI_COMM_WORLD, &sends[i]));
  }
  for (int i = 0; i < kMany; i++) {
    MUST(MPI_Recv(&in, 1, MPI_INT, left, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    CHECK(in == pattern(left, me, i));
  }
  MUST(MPI_Waitall(kMany, sends, MPI_STATUSES_IGNORE));

  // The same envelope on two communicators: received in the other order.
  MPI_Comm copy;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &copy));
  int first = 1000 + me, second = 2000 + me, fromWorld = 0, fromCopy = 0;
  MUST(MPI_Isend(&first, 1, MPI_INT, right, 5, MPI_COMM_WORLD, &sends[0]));
  MUST(MPI_Isend(&second, 1, MPI_INT, right, 5, copy, &sends[1]));
  MUST(MPI_Recv(&fromCopy, 1, MPI_INT, left, 5, copy, MPI_STATUS_IGNORE));
  MUST(MPI_Recv(&fromWorld, 1, MPI_INT, left, 5, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  MUST(MPI_Waitall(2, sends, MPI_STATUSES_IGNORE));
  CHECK(fromWorld == 1000 + left && fromCopy == 2000 + left);
  say("world %d, copy %d", fromWorld, fromCopy);
  MUST(MPI_Comm_free(&copy));
  return finish("self_and_order");
}
