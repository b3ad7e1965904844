// MPI-4.0: the functions whose counts are MPI_Count do what those with ints do; numbers that do not fit are errors of
// the communicator.
// functions: MPI_Send_c MPI_Recv_c MPI_Isend_c MPI_Irecv_c MPI_Sendrecv_c MPI_Get_count_c MPI_Get_elements_c
// functions: MPI_Bcast_c MPI_Allreduce_c MPI_Reduce_c MPI_Gather_c MPI_Scatter_c MPI_Allgather_c MPI_Alltoall_c
// functions: MPI_Scan_c MPI_Exscan_c MPI_Pack_c MPI_Unpack_c MPI_Pack_size_c MPI_Type_contiguous_c
// functions: MPI_Type_vector_c MPI_Type_size_c MPI_Type_get_extent_c MPI_Buffer_attach_c MPI_Buffer_detach_c
// functions: MPI_Bsend_c MPI_Ssend_c MPI_Send_init_c MPI_Recv_init_c MPI_Reduce_local_c
#include "version4.h"

#if LACKS_VERSION_4
#define MPI_Send_c MPI_Send
#define MPI_Recv_c MPI_Recv
#define MPI_Isend_c MPI_Isend
#define MPI_Irecv_c MPI_Irecv
#define MPI_Sendrecv_c MPI_Sendrecv
#define MPI_Bcast_c MPI_Bcast
#define MPI_Allreduce_c MPI_Allreduce
#define MPI_Reduce_c MPI_Reduce
#define MPI_Gather_c MPI_Gather
#define MPI_Scatter_c MPI_Scatter
#define MPI_Allgather_c MPI_Allgather
#define MPI_Alltoall_c MPI_Alltoall
#define MPI_Scan_c MPI_Scan
#define MPI_Exscan_c MPI_Exscan
#define MPI_Type_contiguous_c MPI_Type_contiguous
#define MPI_Type_vector_c MPI_Type_vector
#define MPI_Type_size_c MPI_Type_size_x
#define MPI_Type_get_extent_c MPI_Type_get_extent_x
#define MPI_Get_elements_c MPI_Get_elements_x
#define MPI_Buffer_attach_c MPI_Buffer_attach
#define MPI_Bsend_c MPI_Bsend
#define MPI_Ssend_c MPI_Ssend
#define MPI_Send_init_c MPI_Send_init
#define MPI_Recv_init_c MPI_Recv_init
#define MPI_Reduce_local_c MPI_Reduce_local
static int MPI_Get_count_c(const MPI_Status *status, MPI_Datatype type, MPI_Count *count) {
  int small = 0, code = MPI_Get_count(status, type, &small);
  *count = small;
  return code;
}
static int MPI_Pack_size_c(MPI_Count count, MPI_Datatype type, MPI_Comm comm, MPI_Count *size) {
  int small = 0, code = MPI_Pack_size((int)count, type, comm, &small);
  *size = small;
  return code;
}
static int MPI_Pack_c(const void *in, MPI_Count count, MPI_Datatype type, void *out, MPI_Count size,
                      MPI_Count *position, MPI_Comm comm) {
  int small = (int)*position, code = MPI_Pack(in, (int)count, type, out, (int)size, &small, comm);
  *position = small;
  return code;
}
static int MPI_Unpack_c(const void *in, MPI_Count size, MPI_Count *position, void *out, MPI_Count count,
                        MPI_Datatype type, MPI_Comm comm) {
  int small = (int)*position, code = MPI_Unpack(in, (int)size, &small, out, (int)count, type, comm);
  *position = small;
  return code;
}
static int MPI_Buffer_detach_c(void *buffer, MPI_Count *size) {
  int small = 0, code = MPI_Buffer_detach(buffer, &small);
  *size = small;
  return code;
}
#endif

enum { kCount = 5 };

static int out[4 * kCount], in[4 * kCount];

static void refill(void) {
  for (int i = 0; i < 4 * kCount; i++) out[i] = 100 * me + i, in[i] = -1;
}

static void show(const char *what) { say("%s: %08x", what, hashBytes(in, sizeof in)); }

static void messages(void) {
  int right = (me + 1) % np, left = (me + np - 1) % np;
  MPI_Comm comm = MPI_COMM_WORLD;
  MPI_Request requests[2];
  MPI_Status status;
  MPI_Count count = -1;
  refill();
  MUST(MPI_Sendrecv_c(out, kCount, MPI_INT, right, 1, in, kCount, MPI_INT, left, 1, comm, &status));
  MUST(MPI_Get_count_c(&status, MPI_INT, &count));
  CHECK(count == kCount);
  MUST(MPI_Get_elements_c(&status, MPI_INT, &count));
  CHECK(count == kCount);
  show("sendrecv");
  refill();
  MUST(MPI_Irecv_c(in, kCount, MPI_INT, left, 2, comm, &requests[0]));
  MUST(MPI_Isend_c(out, kCount, MPI_INT, right, 2, comm, &requests[1]));
  MUST(MPI_Waitall(2, requests, MPI_STATUSES_IGNORE));
  show("isend");
  refill();
  MUST(MPI_Irecv(in, kCount, MPI_INT, me, 3, comm, &requests[0]));
  MUST(MPI_Send_c(out, kCount, MPI_INT, me, 3, comm));
  MUST(MPI_Wait(&requests[0], MPI_STATUS_IGNORE));
  MUST(MPI_Isend(out, kCount, MPI_INT, me, 4, comm, &requests[0]));
  MUST(MPI_Recv_c(in + kCount, kCount, MPI_INT, me, 4, comm, MPI_STATUS_IGNORE));
  MUST(MPI_Wait(&requests[0], MPI_STATUS_IGNORE));
  MUST(MPI_Irecv(in + 2 * kCount, kCount, MPI_INT, me, 5, comm, &requests[0]));
  MUST(MPI_Ssend_c(out, kCount, MPI_INT, me, 5, comm));
  MUST(MPI_Wait(&requests[0], MPI_STATUS_IGNORE));
  show("send");
  refill();
  MUST(MPI_Recv_init_c(in, kCount, MPI_INT, left, 6, comm, &requests[0]));
  MUST(MPI_Send_init_c(out, kCount, MPI_INT, right, 6, comm, &requests[1]));
  MUST(MPI_Startall(2, requests));
  MUST(MPI_Waitall(2, requests, MPI_STATUSES_IGNORE));
  for (int i = 0; i < 2; i++) MUST(MPI_Request_free(&requests[i]));
  show("persistent");
}

static void buffered(void) {
  enum { kRoom = 4096 + MPI_BSEND_OVERHEAD };
  char *room = malloc(kRoom), *back = NULL;
  MPI_Count size = -1;
  refill();
  MUST(MPI_Buffer_attach_c(room, kRoom));
  MUST(MPI_Bsend_c(out, kCount, MPI_INT, (me + 1) % np, 7, MPI_COMM_WORLD));
  MUST(MPI_Recv(in, kCount, MPI_INT, (me + np - 1) % np, 7, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  MUST(MPI_Buffer_detach_c(&back, &size));
  CHECK(back == room && size == kRoom);
  free(room);
  show("bsend");
}

static void collectives(void) {
  MPI_Comm comm = MPI_COMM_WORLD;
  refill();
  if (me == np - 1) memcpy(in, out, sizeof in);
  MUST(MPI_Bcast_c(in, kCount, MPI_INT, np - 1, comm));
  show("bcast");
#define SHOW(name, call) \
  do {                   \
    refill();            \
    MUST(call);          \
    show(name);          \
  } while (0)
  SHOW("allreduce", MPI_Allreduce_c(out, in, kCount, MPI_INT, MPI_SUM, comm));
  SHOW("reduce", MPI_Reduce_c(out, in, kCount, MPI_INT, MPI_MAX, 0, comm));
  SHOW("scan", MPI_Scan_c(out, in, kCount, MPI_INT, MPI_SUM, comm));
  SHOW("exscan", MPI_Exscan_c(out, in, kCount, MPI_INT, MPI_SUM, comm));
  SHOW("gather", MPI_Gather_c(out, kCount, MPI_INT, in, kCount, MPI_INT, 0, comm));
  SHOW("scatter", MPI_Scatter_c(out, kCount, MPI_INT, in, kCount, MPI_INT, 0, comm));
  SHOW("allgather", MPI_Allgather_c(out, kCount, MPI_INT, in, kCount, MPI_INT, comm));
  SHOW("alltoall", MPI_Alltoall_c(out, kCount, MPI_INT, in, kCount, MPI_INT, comm));
  SHOW("reduce_local", MPI_Reduce_local_c(out, in, kCount, MPI_INT, MPI_SUM));
#undef SHOW
}

static void typesAndPacking(void) {
  MPI_Datatype row, column;
  MPI_Count size = 0, lower = -1, extent = 0, position = 0, needed = 0;
  char packed[256];
  refill();
  MUST(MPI_Type_contiguous_c(3, MPI_INT, &row));
  MUST(MPI_Type_vector_c(2, 1, 2, row, &column));
  MUST(MPI_Type_commit(&column));
  MUST(MPI_Type_size_c(column, &size));
  MUST(MPI_Type_get_extent_c(column, &lower, &extent));
  CHECK(size == 24 && lower == 0 && extent == 36);
  MUST(MPI_Pack_size_c(1, column, MPI_COMM_WORLD, &needed));
  CHECK(needed >= 24);
  MUST(MPI_Pack_c(out, 1, column, packed, sizeof packed, &position, MPI_COMM_WORLD));
  CHECK(position == 24);
  position = 0;
  MUST(MPI_Unpack_c(packed, 24, &position, in, 6, MPI_INT, MPI_COMM_WORLD));
  CHECK(position == 24 && in[0] == out[0] && in[3] == out[6]);
  MUST(MPI_Type_free(&row));
  MUST(MPI_Type_free(&column));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  messages();
  buffered();
  collectives();
  typesAndPacking();
  return finish("large_counts");
}
