// MPI-3.1 5.3, 5.4: Bcast from every root, of several types and sizes; nobody passes a barrier early.
// functions: MPI_Barrier MPI_Bcast
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  enum { kLarge = 300000 };
  double *large = malloc(kLarge * sizeof *large);
  for (int root = 0; root < np; root++) {
    long numbers[5];
    char word[16] = "";
    for (int i = 0; i < 5; i++) numbers[i] = me == root ? 100L * root + i : -1;
    if (me == root) snprintf(word, sizeof word, "from %d", root);
    for (int i = 0; i < kLarge; i++) large[i] = me == root ? root + i * 0.25 : 0;
    MUST(MPI_Bcast(numbers, 5, MPI_LONG, root, MPI_COMM_WORLD));
    MUST(MPI_Bcast(word, sizeof word, MPI_CHAR, root, MPI_COMM_WORLD));
    MUST(MPI_Bcast(large, kLarge, MPI_DOUBLE, root, MPI_COMM_WORLD));
    MUST(MPI_Bcast(NULL, 0, MPI_INT, root, MPI_COMM_WORLD));
    for (int i = 0; i < 5; i++) CHECK(numbers[i] == 100L * root + i);
    for (int i = 0; i < kLarge; i++) CHECK(large[i] == root + i * 0.25);
    say("'%s' %ld %.2f", word, numbers[4], large[kLarge - 1]);
    MUST(MPI_Barrier(MPI_COMM_WORLD));
  }
  free(large);

  // Each rank in turn tells all others before the barrier; after it the message must be there.
  for (int turn = 0; turn < np; turn++) {
    MPI_Request requests[64];
    int heard = -1;
    if (me == turn)
      for (int peer = 0; peer < np; peer++)
        MUST(MPI_Isend(&me, 1, MPI_INT, peer, turn, MPI_COMM_WORLD, &requests[peer]));
    MUST(MPI_Barrier(MPI_COMM_WORLD));
    MUST(MPI_Recv(&heard, 1, MPI_INT, turn, turn, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    CHECK(heard == turn);
    if (me == turn) MUST(MPI_Waitall(np, requests, MPI_STATUSES_IGNORE));
  }
  MUST(MPI_Barrier(MPI_COMM_SELF));
  return finish("barrier_bcast");
}
