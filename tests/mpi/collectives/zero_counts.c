// Collectives on no data at all, with null buffers: legal, and nothing is touched.
// functions: MPI_Bcast MPI_Gather MPI_Scatter MPI_Allgather MPI_Alltoall MPI_Reduce MPI_Allreduce
// functions: MPI_Scan MPI_Gatherv MPI_Alltoallv MPI_Reduce_scatter
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm world = MPI_COMM_WORLD;
  int zeros[64] = {0}, guard[4] = {1, 2, 3, 4}, target[4] = {5, 6, 7, 8};
  MUST(MPI_Bcast(NULL, 0, MPI_DOUBLE, 0, world));
  MUST(MPI_Gather(guard, 0, MPI_INT, target, 0, MPI_INT, 0, world));
  MUST(MPI_Scatter(guard, 0, MPI_INT, target, 0, MPI_INT, 0, world));
  MUST(MPI_Allgather(guard, 0, MPI_INT, target, 0, MPI_INT, world));
  MUST(MPI_Alltoall(guard, 0, MPI_INT, target, 0, MPI_INT, world));
  MUST(MPI_Reduce(guard, target, 0, MPI_INT, MPI_SUM, 0, world));
  MUST(MPI_Allreduce(guard, target, 0, MPI_INT, MPI_SUM, world));
  MUST(MPI_Scan(guard, target, 0, MPI_INT, MPI_SUM, world));
  MUST(MPI_Gatherv(guard, 0, MPI_INT, target, zeros, zeros, MPI_INT, 0, world));
  MUST(MPI_Alltoallv(guard, zeros, zeros, MPI_INT, target, zeros, zeros, MPI_INT, world));
  MUST(MPI_Reduce_scatter(guard, target, zeros, MPI_INT, MPI_SUM, world));
  for (int i = 0; i < 4; i++) CHECK(guard[i] == i + 1 && target[i] == i + 5);
  say("untouched %d %d", guard[3], target[3]);
  return finish("zero_counts");
}
