// MPI-3.1 3.2.3: wildcards; the status tells who sent and with which tag.
// functions: MPI_Recv MPI_Irecv MPI_Isend MPI_Get_count MPI_Waitall
#include "support.h"

enum { kEach = 5 };

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Request sends[kEach];
  int out[kEach];
  for (int i = 0; i < kEach; i++) {
    out[i] = pattern(me, 0, i);
    MUST(MPI_Isend(&out[i], 1, MPI_INT, 0, 100 * me + i, MPI_COMM_WORLD, &sends[i]));
  }
  if (me == 0) {
    // Which one comes first is open; what comes from each source, and in what order, is not.
    int next[64] = {0}, sum = 0;
    for (int k = 0; k < np * kEach; k++) {
      int value = 0, count = 0;
      MPI_Status status;
      MUST(MPI_Recv(&value, 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &status));
      MUST(MPI_Get_count(&status, MPI_INT, &count));
      int source = status.MPI_SOURCE;
      CHECK(source >= 0 && source < np && count == 1);
      CHECK(status.MPI_TAG == 100 * source + next[source]);
      CHECK(value == pattern(source, 0, next[source]));
      next[source]++;
      sum += value;
    }
    for (int source = 0; source < np; source++) say("%d from %d", next[source], source);
    say("sum %d", sum);
  }
  MUST(MPI_Waitall(kEach, sends, MPI_STATUSES_IGNORE));

  MPI_Barrier(MPI_COMM_WORLD);  // rank 0's wildcards must not see what follows
  // One wildcard at a time, nonblocking, with status and without.
  int right = (me + 1) % np, left = (me + np - 1) % np, in[2] = {0, 0};
  MPI_Request requests[2];
  MPI_Status statuses[2];
  MUST(MPI_Irecv(&in[0], 1, MPI_INT, left, MPI_ANY_TAG, MPI_COMM_WORLD, &requests[0]));
  MUST(MPI_Send(&me, 1, MPI_INT, right, 777, MPI_COMM_WORLD));
  MUST(MPI_Wait(&requests[0], &statuses[0]));
  CHECK(in[0] == left && statuses[0].MPI_TAG == 777);
  MPI_Barrier(MPI_COMM_WORLD);
  MUST(MPI_Irecv(&in[1], 1, MPI_INT, MPI_ANY_SOURCE, 778, MPI_COMM_WORLD, &requests[1]));
  MUST(MPI_Send(&me, 1, MPI_INT, right, 778, MPI_COMM_WORLD));
  MUST(MPI_Wait(&requests[1], &statuses[1]));
  CHECK(in[1] == left && statuses[1].MPI_SOURCE == left);
  say("tag %d, source %d", statuses[0].MPI_TAG, statuses[1].MPI_SOURCE);
  return finish("any_source_any_tag");
}
