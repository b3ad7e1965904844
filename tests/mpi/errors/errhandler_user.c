// MPI-3.1 8.3.1: handlers of the program's own, called with communicator and code, and living on
// after Errhandler_free for as long as a communicator uses them.
// functions: MPI_Comm_create_errhandler MPI_Comm_set_errhandler MPI_Comm_get_errhandler
// functions: MPI_Comm_call_errhandler MPI_Errhandler_free
#include "support.h"

static int calls = 0;
static MPI_Comm lastComm;
static int lastCode = 0;

static void onError(MPI_Comm *comm, int *code, ...) {
  calls++;
  lastComm = *comm;
  lastCode = *code;
}

static int otherCalls = 0;

static void onOtherError(MPI_Comm *comm, int *code, ...) {
  (void)comm;
  (void)code;
  otherCalls++;
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm first, second;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &first));
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &second));
  MPI_Errhandler handler, other, seen;
  MUST(MPI_Comm_create_errhandler(onError, &handler));
  MUST(MPI_Comm_create_errhandler(onOtherError, &other));
  MUST(MPI_Comm_set_errhandler(first, handler));
  MUST(MPI_Comm_set_errhandler(second, other));
  MUST(MPI_Comm_get_errhandler(first, &seen));
  CHECK(seen == handler);
  MUST(MPI_Errhandler_free(&seen));
  MUST(MPI_Errhandler_free(&handler));
  CHECK(handler == MPI_ERRHANDLER_NULL);
  MUST(MPI_Errhandler_free(&other));

  int value = 1;
  MPI_Send(&value, 1, MPI_INT, np, 0, first);
  CHECK(calls == 1 && lastComm == first);
  say("bad rank: %d call, %s", calls, className(lastCode));
  MPI_Send(&value, -1, MPI_INT, 0, 0, first);
  CHECK(calls == 2 && lastComm == first);
  say("bad count: %d calls, %s", calls, className(lastCode));
  MPI_Comm_call_errhandler(first, MPI_ERR_OTHER);
  CHECK(calls == 3 && lastCode == MPI_ERR_OTHER);
  MPI_Send(&value, 1, MPI_INT, np, 0, second);
  CHECK(calls == 3 && otherCalls == 1);
  say("calls %d, other calls %d", calls, otherCalls);

  MUST(MPI_Comm_free(&first));
  MUST(MPI_Comm_free(&second));
  return finish("errhandler_user");
}
