// MPI-3.1 6.6: two groups joined by an intercommunicator: remote size and group, messages, a
// collective, the merge.
// ranks: 2 4
// functions: MPI_Intercomm_create MPI_Intercomm_merge MPI_Comm_remote_size MPI_Comm_remote_group
// functions: MPI_Comm_test_inter MPI_Allgather MPI_Bcast
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  int side = me % 2, rank = -1, size = -1, remoteSize = -1, flag = -1;
  MPI_Comm local, inter, merged;
  MPI_Group remote;
  MUST(MPI_Comm_split(MPI_COMM_WORLD, side, me, &local));
  MUST(MPI_Intercomm_create(local, 0, MPI_COMM_WORLD, 1 - side, 12, &inter));
  MUST(MPI_Comm_test_inter(inter, &flag));
  MUST(MPI_Comm_rank(inter, &rank));
  MUST(MPI_Comm_size(inter, &size));
  MUST(MPI_Comm_remote_size(inter, &remoteSize));
  CHECK(flag == 1 && size + remoteSize == np && rank == me / 2);
  MUST(MPI_Comm_remote_group(inter, &remote));
  int members = -1;
  MUST(MPI_Group_size(remote, &members));
  CHECK(members == remoteSize);
  MUST(MPI_Group_free(&remote));

  // Rank i of one side talks to rank i of the other.
  int heard = -1;
  MPI_Status status;
  MUST(MPI_Sendrecv(&me, 1, MPI_INT, rank, 0, &heard, 1, MPI_INT, rank, 0, inter, &status));
  CHECK(heard == (side ? me - 1 : me + 1) && status.MPI_SOURCE == rank);
  int all[64], told = me;
  MUST(MPI_Allgather(&me, 1, MPI_INT, all, 1, MPI_INT, inter));
  for (int i = 0; i < remoteSize; i++) CHECK(all[i] == 2 * i + 1 - side);
  int root = side == 0 ? (rank == 0 ? MPI_ROOT : MPI_PROC_NULL) : 0;
  MUST(MPI_Bcast(&told, 1, MPI_INT, root, inter));
  CHECK(told == (side == 0 ? me : 0));
  say("side %d rank %d of %d and %d, heard %d, told %d", side, rank, size, remoteSize, heard, told);

  MUST(MPI_Intercomm_merge(inter, side == 0, &merged));
  int mergedRank = -1, sum = 0;
  MUST(MPI_Comm_rank(merged, &mergedRank));
  MUST(MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, merged));
  say("merged rank %d, sum %d", mergedRank, sum);
  MUST(MPI_Comm_free(&merged));
  MUST(MPI_Comm_free(&inter));
  MUST(MPI_Comm_free(&local));
  return finish("intercommunicator");
}
