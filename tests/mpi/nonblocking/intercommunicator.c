// MPI-3.1 5.12, 5.2.3: nonblocking collectives between the even and the odd ranks.
// ranks: 2 3 4
// functions: MPI_Ibarrier MPI_Ibcast MPI_Igather MPI_Igatherv MPI_Iscatter MPI_Iscatterv
// functions: MPI_Iallgather MPI_Iallgatherv MPI_Ialltoall MPI_Ialltoallv MPI_Ialltoallw
// functions: MPI_Ireduce MPI_Iallreduce MPI_Ireduce_scatter MPI_Ireduce_scatter_block
#include "support.h"

enum { kMost = 8, kBlock = 24 };

static MPI_Comm half, between;
static int isEven, mySize, theirSize, myRank;
static int sent[kMost * kBlock], received[kMost * kBlock];

static int worldRank(int rankOfOthers) { return 2 * rankOfOthers + isEven; }

static void prepare(void) {
  for (int i = 0; i < kMost * kBlock; i++) sent[i] = pattern(me, i / kBlock, i % kBlock);
  memset(received, -1, sizeof received);
}

static void complete(const char *what, MPI_Request *request) {
  MUST(MPI_Wait(request, MPI_STATUS_IGNORE));
  say("%s %u", what, hashBytes(received, sizeof received));
}

static void rooted(void) {
  MPI_Request request;
  int root = isEven ? (myRank == 0 ? MPI_ROOT : MPI_PROC_NULL) : 0;
  int counts[kMost], places[kMost];
  for (int r = 0; r < kMost; r++) counts[r] = r + 1, places[r] = r * kBlock;
  prepare();
  if (isEven) MUST(MPI_Ibcast(sent, kBlock, MPI_INT, root, between, &request));
  else MUST(MPI_Ibcast(received, kBlock, MPI_INT, root, between, &request));
  complete("bcast", &request);
  if (!isEven) CHECK(received[5] == pattern(0, 0, 5));
  prepare();
  MUST(MPI_Igather(sent, kBlock, MPI_INT, received, kBlock, MPI_INT, root, between, &request));
  complete("gather", &request);
  prepare();
  MUST(MPI_Igatherv(sent, myRank + 1, MPI_INT, received, counts, places, MPI_INT, root, between,
                    &request));
  complete("gatherv", &request);
  prepare();
  MUST(MPI_Iscatter(sent, kBlock, MPI_INT, received, kBlock, MPI_INT, root, between, &request));
  complete("scatter", &request);
  prepare();
  MUST(MPI_Iscatterv(sent, counts, places, MPI_INT, received, myRank + 1, MPI_INT, root, between,
                     &request));
  complete("scatterv", &request);
  prepare();
  MUST(MPI_Ireduce(sent, received, kBlock, MPI_INT, MPI_SUM, root, between, &request));
  complete("reduce", &request);
}

static void mutual(void) {
  MPI_Request request;
  MPI_Datatype types[kMost];
  int counts[kMost], ownCounts[kMost], places[kMost], bytes[kMost], mine = 0;
  for (int r = 0; r < kMost; r++) {
    counts[r] = r + 1;
    ownCounts[r] = myRank + 1;
    places[r] = r * kBlock;
    bytes[r] = 4 * places[r];
    types[r] = MPI_INT;
  }
  MUST(MPI_Ibarrier(between, &request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  prepare();
  MUST(MPI_Iallgather(sent, kBlock, MPI_INT, received, kBlock, MPI_INT, between, &request));
  complete("allgather", &request);
  for (int r = 0; r < theirSize; r++) CHECK(received[r * kBlock + 2] == pattern(worldRank(r), 0, 2));
  prepare();
  MUST(MPI_Iallgatherv(sent, myRank + 1, MPI_INT, received, counts, places, MPI_INT, between,
                       &request));
  complete("allgatherv", &request);
  prepare();
  MUST(MPI_Ialltoall(sent, kBlock, MPI_INT, received, kBlock, MPI_INT, between, &request));
  complete("alltoall", &request);
  prepare();
  MUST(MPI_Ialltoallv(sent, ownCounts, places, MPI_INT, received, counts, places, MPI_INT, between,
                      &request));
  complete("alltoallv", &request);
  prepare();
  MUST(MPI_Ialltoallw(sent, ownCounts, bytes, types, received, counts, bytes, types, between,
                      &request));
  complete("alltoallw", &request);
  prepare();
  MUST(MPI_Iallreduce(sent, received, kBlock, MPI_INT, MPI_MAX, between, &request));
  complete("allreduce", &request);
  // Each group's sum, of 12 elements, is dealt out to the other group.
  prepare();
  mine = 12 / mySize;
  MUST(MPI_Ireduce_scatter_block(sent, received, mine, MPI_INT, MPI_SUM, between, &request));
  complete("reduce_scatter_block", &request);
  prepare();
  for (int r = 0; r < mySize; r++) ownCounts[r] = mine;
  MUST(MPI_Ireduce_scatter(sent, received, ownCounts, MPI_INT, MPI_SUM, between, &request));
  complete("reduce_scatter", &request);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  isEven = me % 2 == 0;
  MUST(MPI_Comm_split(MPI_COMM_WORLD, isEven, me, &half));
  MUST(MPI_Intercomm_create(half, 0, MPI_COMM_WORLD, isEven, 3, &between));
  MUST(MPI_Comm_rank(between, &myRank));
  MUST(MPI_Comm_size(between, &mySize));
  MUST(MPI_Comm_remote_size(between, &theirSize));
  rooted();
  mutual();
  MUST(MPI_Comm_free(&between));
  MUST(MPI_Comm_free(&half));
  return finish("intercommunicator");
}
