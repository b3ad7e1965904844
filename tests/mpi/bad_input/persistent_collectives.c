// Persistent collectives are cancelled never, freed only between their starts, and their arrays are not read again.
// ranks: 1 2
// functions: MPI_Allreduce_init MPI_Gatherv_init MPI_Request_free MPI_Cancel
// wasm-only: ok
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  int out = me + 1, in[4] = {0, 0, 0, 0}, counts[4] = {1, 1, 1, 1}, starts[4] = {0, 1, 2, 3}, class = 0;
  MPI_Request request = MPI_REQUEST_NULL;
  int code = MPI_Gatherv_init(&out, 1, MPI_INT, in, counts, starts, MPI_INT, 0, MPI_COMM_WORLD, MPI_INFO_NULL, &request);
  MPI_Error_class(code, &class);
  CHECK(class == MPI_SUCCESS || class == MPI_ERR_UNSUPPORTED_OPERATION);
  if (class == MPI_SUCCESS) {
    for (int i = 0; i < 4; i++) counts[i] = starts[i] = 0x7FFFFFFF;
    MPI_Request copy = request;
    if (me > 0) MUST(MPI_Recv(NULL, 0, MPI_INT, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    MUST(MPI_Start(&request));
    if (me == 0) {  // which cannot be complete before the others start
      if (np > 1) CHECK(MPI_Request_free(&copy) != MPI_SUCCESS);
      for (int i = 1; i < np; i++) MUST(MPI_Send(NULL, 0, MPI_INT, i, 0, MPI_COMM_WORLD));
    }
    CHECK(MPI_Cancel(&copy) != MPI_SUCCESS);
    MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
    for (int i = 0; me == 0 && i < np; i++) CHECK(in[i] == i + 1);
    MUST(MPI_Request_free(&request));
    copy = (MPI_Request)0x12345678u;
    CHECK(MPI_Start(&copy) != MPI_SUCCESS);
  }
  CHECK(MPI_Allreduce_init(&out, in, 1, MPI_DATATYPE_NULL, MPI_SUM, MPI_COMM_WORLD, MPI_INFO_NULL, &request) !=
        MPI_SUCCESS);
  return finish("persistent_collectives");
}
