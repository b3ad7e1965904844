// Partitions that are none, come twice or before the start, and requests that are not partitioned, or of the other end.
// ranks: 1 2
// functions: MPI_Psend_init MPI_Precv_init MPI_Pready MPI_Pready_range MPI_Pready_list MPI_Parrived
// wasm-only: ok
#include "support.h"

static int out[4] = {1, 2, 3, 4}, in[4];

static void expectAt(int line, int code, int errorClass) {
  int class = -1;
  MPI_Error_class(code, &class);
  if (class != errorClass) say("line %d: class %d, not %d", line, class, errorClass);
  CHECK(class == errorClass);
}
#define EXPECT(call, errorClass) expectAt(__LINE__, call, errorClass)

static void makeWrongly(void) {
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Comm comm = MPI_COMM_WORLD;
  EXPECT(MPI_Psend_init(out, 0, 1, MPI_INT, 0, 1, comm, MPI_INFO_NULL, &request), MPI_ERR_ARG);
  EXPECT(MPI_Psend_init(out, -1, 1, MPI_INT, 0, 1, comm, MPI_INFO_NULL, &request), MPI_ERR_ARG);
  EXPECT(MPI_Psend_init(out, 0x7FFFFFFF, 0, MPI_INT, 0, 1, comm, MPI_INFO_NULL, &request), MPI_ERR_ARG);
  EXPECT(MPI_Psend_init(out, 2, -1, MPI_INT, 0, 1, comm, MPI_INFO_NULL, &request), MPI_ERR_COUNT);
  EXPECT(MPI_Psend_init(out, 2, 0x7FFFFFFFFFFFFFFF, MPI_INT, 0, 1, comm, MPI_INFO_NULL, &request), MPI_ERR_COUNT);
  EXPECT(MPI_Psend_init(out, 2, 1, MPI_DATATYPE_NULL, 0, 1, comm, MPI_INFO_NULL, &request), MPI_ERR_TYPE);
  EXPECT(MPI_Psend_init(out, 2, 1, MPI_INT, np, 1, comm, MPI_INFO_NULL, &request), MPI_ERR_RANK);
  EXPECT(MPI_Psend_init(out, 2, 1, MPI_INT, MPI_PROC_NULL, 1, comm, MPI_INFO_NULL, &request), MPI_ERR_RANK);
  EXPECT(MPI_Precv_init(in, 2, 1, MPI_INT, MPI_ANY_SOURCE, 1, comm, MPI_INFO_NULL, &request), MPI_ERR_RANK);
  EXPECT(MPI_Precv_init(in, 2, 1, MPI_INT, 0, MPI_ANY_TAG, comm, MPI_INFO_NULL, &request), MPI_ERR_TAG);
  EXPECT(MPI_Precv_init(in, 2, 1, MPI_INT, 0, 1, MPI_COMM_NULL, MPI_INFO_NULL, &request), MPI_ERR_COMM);
  CHECK(request == MPI_REQUEST_NULL);
}

static void markWrongly(void) {
  MPI_Request send, receive, plain, copy;
  int flag = -1, twice[2] = {1, 1}, outside[2] = {0, 4};
  MUST(MPI_Psend_init(out, 4, 1, MPI_INT, me, 2, MPI_COMM_WORLD, MPI_INFO_NULL, &send));
  MUST(MPI_Precv_init(in, 4, 1, MPI_INT, me, 2, MPI_COMM_WORLD, MPI_INFO_NULL, &receive));
  MUST(MPI_Send_init(out, 1, MPI_INT, MPI_PROC_NULL, 2, MPI_COMM_WORLD, &plain));
  EXPECT(MPI_Pready(0, send), MPI_ERR_ARG);
  MUST(MPI_Start(&receive));
  MUST(MPI_Start(&send));
  CHECK(MPI_Start(&send) != MPI_SUCCESS);
  EXPECT(MPI_Pready(-1, send), MPI_ERR_ARG);
  EXPECT(MPI_Pready(4, send), MPI_ERR_ARG);
  EXPECT(MPI_Pready(0, receive), MPI_ERR_REQUEST);
  EXPECT(MPI_Pready(0, plain), MPI_ERR_REQUEST);
  EXPECT(MPI_Pready(0, MPI_REQUEST_NULL), MPI_ERR_REQUEST);
  EXPECT(MPI_Pready(0, (MPI_Request)0x12345678u), MPI_ERR_REQUEST);
  EXPECT(MPI_Pready_range(2, 1, send), MPI_ERR_ARG);
  EXPECT(MPI_Pready_range(0, 0x7FFFFFFF, send), MPI_ERR_ARG);
  EXPECT(MPI_Pready_list(2, twice, send), MPI_ERR_ARG);
  EXPECT(MPI_Pready_list(2, outside, send), MPI_ERR_ARG);
  EXPECT(MPI_Pready_list(-1, twice, send), MPI_ERR_ARG);
  EXPECT(MPI_Pready_list(1, NULL, send), MPI_ERR_ARG);
  EXPECT(MPI_Parrived(send, 0, &flag), MPI_ERR_REQUEST);
  EXPECT(MPI_Parrived(receive, 4, &flag), MPI_ERR_ARG);
  copy = send;
  EXPECT(MPI_Cancel(&copy), MPI_ERR_REQUEST);
  EXPECT(MPI_Request_free(&copy), MPI_ERR_REQUEST);
  MUST(MPI_Pready(1, send));
  EXPECT(MPI_Pready_range(0, 3, send), MPI_ERR_ARG);
  MUST(MPI_Pready(0, send));
  MUST(MPI_Pready_range(2, 3, send));
  EXPECT(MPI_Pready(3, send), MPI_ERR_ARG);
  MUST(MPI_Wait(&receive, MPI_STATUS_IGNORE));
  MUST(MPI_Wait(&send, MPI_STATUS_IGNORE));
  for (int i = 0; i < 4; i++) CHECK(in[i] == i + 1);
  EXPECT(MPI_Pready(3, send), MPI_ERR_ARG);
  MUST(MPI_Request_free(&send));
  MUST(MPI_Request_free(&receive));
  MUST(MPI_Request_free(&plain));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  int class = -1;
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Error_class(MPI_Precv_init(in, 0, 1, MPI_INT, 0, 1, MPI_COMM_WORLD, MPI_INFO_NULL, &request), &class);
  if (class != MPI_ERR_UNSUPPORTED_OPERATION) {
    makeWrongly();
    markWrongly();
  }
  return finish("partitioned");
}
