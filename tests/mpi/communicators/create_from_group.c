// MPI-3.1 6.4.2: Comm_create (all call it) and Comm_create_group (only the members do).
// functions: MPI_Comm_create MPI_Comm_create_group MPI_Group_incl MPI_Comm_group
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Group world, members, all;
  MPI_Comm comm;
  int chosen[64], count = 0, rank = -1, size = -1, root = -1;
  // Every other rank, the highest first.
  for (int r = np - 1; r >= 0; r--)
    if (r % 2 == 0) chosen[count++] = r;
  MUST(MPI_Comm_group(MPI_COMM_WORLD, &world));
  MUST(MPI_Group_incl(world, count, chosen, &members));

  MUST(MPI_Comm_create(MPI_COMM_WORLD, members, &comm));
  CHECK((comm == MPI_COMM_NULL) == (me % 2 != 0));
  if (comm != MPI_COMM_NULL) {
    MUST(MPI_Comm_rank(comm, &rank));
    MUST(MPI_Comm_size(comm, &size));
    CHECK(size == count && chosen[rank] == me);
    root = me;
    MUST(MPI_Bcast(&root, 1, MPI_INT, 0, comm));
    CHECK(root == chosen[0]);
    MUST(MPI_Comm_free(&comm));
  }
  say("create: rank %d, root %d", rank, root);

  rank = root = -1;
  if (me % 2 == 0) {
    MUST(MPI_Comm_create_group(MPI_COMM_WORLD, members, 17, &comm));
    MUST(MPI_Comm_rank(comm, &rank));
    CHECK(chosen[rank] == me);
    int sum = 0;
    MUST(MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, comm));
    root = sum;
    MUST(MPI_Comm_group(comm, &all));
    int value = -1;
    MUST(MPI_Group_compare(all, members, &value));
    CHECK(value == MPI_IDENT);
    MUST(MPI_Group_free(&all));
    MUST(MPI_Comm_free(&comm));
  }
  say("create_group: rank %d, sum %d", rank, root);

  MUST(MPI_Comm_create(MPI_COMM_WORLD, MPI_GROUP_EMPTY, &comm));
  CHECK(comm == MPI_COMM_NULL);
  MUST(MPI_Group_free(&members));
  MUST(MPI_Group_free(&world));
  return finish("create_from_group");
}
