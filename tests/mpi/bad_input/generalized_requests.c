// Generalized requests that are completed twice, or are none; callbacks that free, wait for and ask about the
// request they are called for.
// ranks: 1
// functions: MPI_Grequest_start MPI_Grequest_complete MPI_Request_get_status
// wasm-only: ok
#include "support.h"

static MPI_Request current;
static int mode, refusals;

static int query(void *state, MPI_Status *status) {
  (void)state;
  MPI_Request copy = current;
  int flag = 0;
  MPI_Status inner;
  if (mode == 1) refusals += MPI_Request_free(&copy) != MPI_SUCCESS;
  if (mode == 2) refusals += MPI_Wait(&copy, &inner) != MPI_SUCCESS;
  if (mode == 3) refusals += MPI_Request_get_status(copy, &flag, &inner) != MPI_SUCCESS;
  if (mode == 4) refusals += MPI_Grequest_complete(copy) != MPI_SUCCESS;
  memset(status, 0xFF, sizeof *status);
  return MPI_SUCCESS;
}

static int nothing(void *state) {
  (void)state;
  return MPI_SUCCESS;
}

static int refuse(void *state, int isComplete) {
  (void)state;
  (void)isComplete;
  return MPI_ERR_OTHER;
}

static void expect(const char *what, int code, int errorClass) {
  int got = -1;
  MPI_Error_class(code, &got);
  if (got != errorClass) say("%s: %s", what, className(code));
  CHECK(got == errorClass);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  int value = 0;
  MPI_Request receive;
  MUST(MPI_Irecv(&value, 1, MPI_INT, 0, 0, MPI_COMM_WORLD, &receive));
  expect("receive", MPI_Grequest_complete(receive), MPI_ERR_REQUEST);
  expect("null", MPI_Grequest_complete(MPI_REQUEST_NULL), MPI_ERR_REQUEST);
  expect("forged", MPI_Grequest_complete((MPI_Request)0x12345678u), MPI_ERR_REQUEST);
  MUST(MPI_Cancel(&receive));
  MUST(MPI_Wait(&receive, MPI_STATUS_IGNORE));

  MUST(MPI_Grequest_start(query, nothing, refuse, NULL, &current));
  CHECK(MPI_Cancel(&current) != MPI_SUCCESS);
  MUST(MPI_Grequest_complete(current));
  expect("twice", MPI_Grequest_complete(current), MPI_ERR_REQUEST);
  MUST(MPI_Wait(&current, MPI_STATUS_IGNORE));
  for (mode = 1; mode <= 4; mode++) {
    MPI_Status status;
    int flag = 0;
    MUST(MPI_Grequest_start(query, nothing, refuse, NULL, &current));
    MUST(MPI_Grequest_complete(current));
    MUST(MPI_Request_get_status(current, &flag, &status));
    MPI_Request mine = current;
    MUST(MPI_Wait(&mine, &status));
    CHECK(refusals == 2 * mode);
    MPI_Get_count(&status, MPI_DOUBLE, &value);
  }
  return finish("generalized_requests");
}
