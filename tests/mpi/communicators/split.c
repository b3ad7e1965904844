// MPI-3.1 6.4.2: Comm_split by colour and key, UNDEFINED giving no communicator; Comm_split_type.
// functions: MPI_Comm_split MPI_Comm_split_type MPI_Comm_free
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm half, some, shared;
  int rank = -1, size = -1, sum = 0;
  // Two colours, ranks in reverse order within each.
  MUST(MPI_Comm_split(MPI_COMM_WORLD, me % 2, -me, &half));
  MUST(MPI_Comm_rank(half, &rank));
  MUST(MPI_Comm_size(half, &size));
  CHECK(size == (np + 1 - me % 2) / 2);
  CHECK(rank == size - 1 - me / 2);
  MUST(MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, half));
  say("half: rank %d of %d, sum %d", rank, size, sum);

  // Ranks within the half exchange messages; those of the other half cannot be heard.
  int next = (rank + 1) % size, previous = (rank + size - 1) % size, heard = -1;
  MUST(MPI_Sendrecv(&me, 1, MPI_INT, next, 0, &heard, 1, MPI_INT, previous, 0, half,
                    MPI_STATUS_IGNORE));
  CHECK(heard % 2 == me % 2);

  MUST(MPI_Comm_split(MPI_COMM_WORLD, me == 0 ? MPI_UNDEFINED : 3, 0, &some));
  if (me == 0) {
    CHECK(some == MPI_COMM_NULL);
    say("without rank 0: none");
  } else {
    MUST(MPI_Comm_rank(some, &rank));
    CHECK(rank == me - 1);
    say("without rank 0: rank %d", rank);
    MUST(MPI_Comm_free(&some));
  }

  // All ranks of these tests are on one machine.
  MUST(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &shared));
  MUST(MPI_Comm_size(shared, &size));
  say("shared: %d", size);
  MUST(MPI_Comm_free(&shared));
  MUST(MPI_Comm_split_type(MPI_COMM_WORLD, me == 0 ? MPI_COMM_TYPE_SHARED : MPI_UNDEFINED, 0,
                           MPI_INFO_NULL, &shared));
  CHECK((shared == MPI_COMM_NULL) == (me != 0));
  if (shared != MPI_COMM_NULL) MUST(MPI_Comm_free(&shared));
  MUST(MPI_Comm_free(&half));
  return finish("split");
}
