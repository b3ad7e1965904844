// MPI-4.0 6.13, 8.9: collectives that are set up once and started again and again.
// MPICH 4.0.2 fails when a scatter among three or more is started a second time, in native programs, too; all wait then.
// ranks mpich: 1 2
// functions: MPI_Barrier_init MPI_Bcast_init MPI_Gather_init MPI_Gatherv_init MPI_Scatter_init MPI_Scatterv_init
// functions: MPI_Allgather_init MPI_Allgatherv_init MPI_Alltoall_init MPI_Alltoallv_init MPI_Alltoallw_init
// functions: MPI_Reduce_init MPI_Allreduce_init MPI_Reduce_scatter_init MPI_Reduce_scatter_block_init MPI_Scan_init
// functions: MPI_Exscan_init MPI_Neighbor_allgather_init MPI_Neighbor_allgatherv_init MPI_Neighbor_alltoall_init
// functions: MPI_Neighbor_alltoallv_init MPI_Neighbor_alltoallw_init
#include "version4.h"

#if LACKS_VERSION_4
#define MPI_Barrier_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Bcast_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Gather_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Gatherv_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Scatter_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Scatterv_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Allgather_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Allgatherv_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Alltoall_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Alltoallv_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Alltoallw_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Reduce_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Allreduce_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Reduce_scatter_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Reduce_scatter_block_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Scan_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Exscan_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Neighbor_allgather_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Neighbor_allgatherv_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Neighbor_alltoall_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Neighbor_alltoallv_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Neighbor_alltoallw_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#endif

enum { kMost = 8, kRounds = 3 };

static int out[2 * kMost], in[2 * kMost];

static void refill(int round) {
  for (int i = 0; i < 2 * kMost; i++) out[i] = 1000 * round + 100 * me + i, in[i] = -1;
}

/// Starts the operation several times with other data each, and frees it.
static void repeat(const char *name, int code, MPI_Request *request) {
  if (!isThere(name, code)) return;
  unsigned hash = 0;
  for (int round = 0; round < kRounds; round++) {
    refill(round);
    MUST(MPI_Start(request));
    MUST(MPI_Wait(request, MPI_STATUS_IGNORE));
    CHECK(*request != MPI_REQUEST_NULL);
    hash = 31 * hash + hashBytes(in, sizeof in) + hashBytes(out, sizeof out);
  }
  MUST(MPI_Request_free(request));
  CHECK(*request == MPI_REQUEST_NULL);
  say("%s: %08x", name, hash);
}

#define REPEAT(call, ...) repeat(#call, call(__VA_ARGS__, MPI_INFO_NULL, &request), &request)

static void userSum(void *left, void *right, int *length, MPI_Datatype *type) {
  (void)type;
  for (int i = 0; i < *length; i++) ((int *)right)[i] += 2 * ((int *)left)[i];
}

static void world(void) {
  MPI_Comm comm = MPI_COMM_WORLD;
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Op op;
  (void)comm;
  REPEAT(MPI_Barrier_init, comm);
  REPEAT(MPI_Bcast_init, out, 4, MPI_INT, np - 1, comm);
  REPEAT(MPI_Gather_init, out, 2, MPI_INT, in, 2, MPI_INT, 0, comm);
  REPEAT(MPI_Scatter_init, out, 2, MPI_INT, in, 2, MPI_INT, 0, comm);
  REPEAT(MPI_Allgather_init, out, 2, MPI_INT, in, 2, MPI_INT, comm);
  REPEAT(MPI_Alltoall_init, out, 2, MPI_INT, in, 2, MPI_INT, comm);
  REPEAT(MPI_Reduce_init, out, in, 3, MPI_INT, MPI_SUM, 0, comm);
  REPEAT(MPI_Allreduce_init, out, in, 3, MPI_INT, MPI_MAX, comm);
  REPEAT(MPI_Reduce_scatter_block_init, out, in, 2, MPI_INT, MPI_SUM, comm);
  REPEAT(MPI_Scan_init, out, in, 3, MPI_INT, MPI_SUM, comm);
  REPEAT(MPI_Exscan_init, out, in, 3, MPI_INT, MPI_SUM, comm);
  MUST(MPI_Op_create(userSum, 1, &op));
  REPEAT(MPI_Allreduce_init, out, in, 3, MPI_INT, op, comm);
  MUST(MPI_Op_free(&op));
}

/// The arrays are the operation's until it is freed; the host must not look at ours again.
static void arrays(void) {
  MPI_Comm comm = MPI_COMM_WORLD;
  MPI_Request request = MPI_REQUEST_NULL;
  int counts[kMost], starts[kMost], byteStarts[kMost];
  MPI_Datatype types[kMost];
  for (int i = 0; i < np; i++) counts[i] = 1 + i % 2, starts[i] = 2 * i, byteStarts[i] = 8 * i, types[i] = MPI_INT;
  int mine = 1 + me % 2;
  (void)comm, (void)mine, (void)types, (void)starts, (void)byteStarts, (void)counts;
  REPEAT(MPI_Gatherv_init, out, mine, MPI_INT, in, counts, starts, MPI_INT, 0, comm);
  REPEAT(MPI_Scatterv_init, out, counts, starts, MPI_INT, in, mine, MPI_INT, 0, comm);
  REPEAT(MPI_Allgatherv_init, out, mine, MPI_INT, in, counts, starts, MPI_INT, comm);
  REPEAT(MPI_Reduce_scatter_init, out, in, counts, MPI_INT, MPI_SUM, comm);
  for (int i = 0; i < np; i++) counts[i] = 1;
  REPEAT(MPI_Alltoallv_init, out, counts, starts, MPI_INT, in, counts, starts, MPI_INT, comm);
  REPEAT(MPI_Alltoallw_init, out, counts, byteStarts, types, in, counts, byteStarts, types, comm);
}

static void neighbours(void) {
  MPI_Comm ring;
  MPI_Request request = MPI_REQUEST_NULL;
  int size[1] = {np}, periodic[1] = {1}, counts[2] = {1, 1}, starts[2] = {0, 3};
  MPI_Aint byteStarts[2] = {0, 12};
  MPI_Datatype types[2] = {MPI_INT, MPI_INT};
  (void)counts, (void)starts, (void)byteStarts, (void)types;
  MUST(MPI_Cart_create(MPI_COMM_WORLD, 1, size, periodic, 0, &ring));
  MUST(MPI_Comm_set_errhandler(ring, MPI_ERRORS_RETURN));
  REPEAT(MPI_Neighbor_allgather_init, out, 2, MPI_INT, in, 2, MPI_INT, ring);
  REPEAT(MPI_Neighbor_allgatherv_init, out, 1, MPI_INT, in, counts, starts, MPI_INT, ring);
  REPEAT(MPI_Neighbor_alltoall_init, out, 2, MPI_INT, in, 2, MPI_INT, ring);
  REPEAT(MPI_Neighbor_alltoallv_init, out, counts, starts, MPI_INT, in, counts, starts, MPI_INT, ring);
  REPEAT(MPI_Neighbor_alltoallw_init, out, counts, byteStarts, types, in, counts, byteStarts, types, ring);
  MUST(MPI_Comm_free(&ring));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  world();
  arrays();
  neighbours();
  return finish("persistent_collectives");
}
