// MPI-3.1 3.8.2: a matched message is taken out of the queue and received through its own handle.
// functions: MPI_Mprobe MPI_Improbe MPI_Mrecv MPI_Imrecv
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np, flag = 1, count = -1;
  MPI_Status status;
  MPI_Message message = MPI_MESSAGE_NULL, second;
  MUST(MPI_Improbe(left, 900, MPI_COMM_WORLD, &flag, &message, &status));
  CHECK(flag == 0);

  int out[2][6], in[6];
  MPI_Request sends[2], receive;
  for (int k = 0; k < 2; k++) {
    for (int i = 0; i < 6; i++) out[k][i] = pattern(me, k, i);
    MUST(MPI_Isend(out[k], 6 - k, MPI_INT, right, 1, MPI_COMM_WORLD, &sends[k]));
  }
  // Both have the same envelope: the first matched stays the first, though received last.
  MUST(MPI_Mprobe(left, 1, MPI_COMM_WORLD, &message, &status));
  MUST(MPI_Get_count(&status, MPI_INT, &count));
  CHECK(count == 6 && message != MPI_MESSAGE_NULL);
  MUST(MPI_Mprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &second, &status));
  MUST(MPI_Get_count(&status, MPI_INT, &count));
  CHECK(count == 5);
  MPI_Barrier(MPI_COMM_WORLD);  // the wildcards above must not see what others send next
  MUST(MPI_Mrecv(in, 6, MPI_INT, &second, &status));
  CHECK(second == MPI_MESSAGE_NULL && status.MPI_SOURCE == left && status.MPI_TAG == 1);
  for (int i = 0; i < 5; i++) CHECK(in[i] == pattern(left, 1, i));
  say("second %u", hashBytes(in, 5 * sizeof *in));
  MUST(MPI_Imrecv(in, 6, MPI_INT, &message, &receive));
  CHECK(message == MPI_MESSAGE_NULL);
  MUST(MPI_Wait(&receive, &status));
  MUST(MPI_Get_count(&status, MPI_INT, &count));
  CHECK(count == 6 && status.MPI_SOURCE == left);
  for (int i = 0; i < 6; i++) CHECK(in[i] == pattern(left, 0, i));
  say("first %u", hashBytes(in, sizeof in));
  MUST(MPI_Waitall(2, sends, MPI_STATUSES_IGNORE));

  MUST(MPI_Isend(&me, 1, MPI_INT, right, 2, MPI_COMM_WORLD, &sends[0]));
  do MUST(MPI_Improbe(left, 2, MPI_COMM_WORLD, &flag, &message, MPI_STATUS_IGNORE));
  while (!flag);
  MUST(MPI_Mrecv(in, 1, MPI_INT, &message, MPI_STATUS_IGNORE));
  CHECK(in[0] == left);
  MUST(MPI_Wait(&sends[0], MPI_STATUS_IGNORE));
  say("improbe %d", in[0]);
  return finish("matched_probe");
}
