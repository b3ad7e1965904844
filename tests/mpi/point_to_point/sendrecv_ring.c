// MPI-3.1 3.10: combined send and receive, in place as well, with different types on both sides.
// functions: MPI_Sendrecv MPI_Sendrecv_replace MPI_Get_count
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np, count = 0;
  MPI_Status status;
  // A token makes a whole turn and collects the ranks.
  int token[3] = {me, 0, 1};
  for (int step = 0; step < np; step++) {
    token[1] += token[0] + me;
    token[2] *= 3;
    MUST(MPI_Sendrecv_replace(token, 3, MPI_INT, right, step, left, step, MPI_COMM_WORLD, &status));
    CHECK(status.MPI_SOURCE == left && status.MPI_TAG == step);
  }
  CHECK(token[0] == me);
  say("token %d %d %d", token[0], token[1], token[2]);

  // Large enough not to be sent eagerly; different counts and types on the two sides.
  enum { kLength = 100000 };
  double *out = malloc(kLength * sizeof *out), *in = malloc(kLength * sizeof *in);
  for (int i = 0; i < kLength; i++) out[i] = me + i * 0.5, in[i] = -1;
  MPI_Datatype pair;
  MUST(MPI_Type_contiguous(2, MPI_DOUBLE, &pair));
  MUST(MPI_Type_commit(&pair));
  MUST(MPI_Sendrecv(out, kLength, MPI_DOUBLE, right, 5, in, kLength / 2, pair, left, 5,
                    MPI_COMM_WORLD, &status));
  MUST(MPI_Get_count(&status, pair, &count));
  CHECK(count == kLength / 2);
  for (int i = 0; i < kLength; i++) CHECK(in[i] == left + i * 0.5);
  say("pairs %d, last %.1f", count, in[kLength - 1]);

  // At the ends of an open chain one side is PROC_NULL.
  int below = me > 0 ? me - 1 : MPI_PROC_NULL, above = me + 1 < np ? me + 1 : MPI_PROC_NULL;
  int fromBelow = -5;
  MUST(MPI_Sendrecv(&me, 1, MPI_INT, above, 6, &fromBelow, 1, MPI_INT, below, 6, MPI_COMM_WORLD,
                    &status));
  if (me == 0) CHECK(fromBelow == -5 && status.MPI_SOURCE == MPI_PROC_NULL);
  if (me > 0) CHECK(fromBelow == me - 1 && status.MPI_SOURCE == me - 1);
  say("from below %d", fromBelow);
  MUST(MPI_Type_free(&pair));
  free(out);
  free(in);
  return finish("sendrecv_ring");
}
