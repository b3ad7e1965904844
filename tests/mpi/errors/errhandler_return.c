// MPI-3.1 8.3: predefined handlers are set, read back, inherited by duplicates, freed.
// functions: MPI_Comm_set_errhandler MPI_Comm_get_errhandler MPI_Errhandler_free
// functions: MPI_Comm_call_errhandler
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Errhandler handler = MPI_ERRHANDLER_NULL;
  MUST(MPI_Comm_get_errhandler(MPI_COMM_WORLD, &handler));
  CHECK(handler == MPI_ERRORS_ARE_FATAL);
  MUST(MPI_Errhandler_free(&handler));
  CHECK(handler == MPI_ERRHANDLER_NULL);

  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  MUST(MPI_Comm_get_errhandler(MPI_COMM_WORLD, &handler));
  CHECK(handler == MPI_ERRORS_RETURN);
  int value = 5;
  say("send to rank size: %s", className(MPI_Send(&value, 1, MPI_INT, np, 0, MPI_COMM_WORLD)));

  MPI_Comm copy;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &copy));
  MUST(MPI_Comm_get_errhandler(copy, &handler));
  CHECK(handler == MPI_ERRORS_RETURN);
  say("on the duplicate: %s", className(MPI_Send(&value, 1, MPI_INT, -77, 0, copy)));
  CHECK(MPI_Comm_call_errhandler(copy, MPI_ERR_OTHER) == MPI_SUCCESS);

  // The communicators still work after errors that were returned.
  int sum = 0;
  MUST(MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, copy));
  say("sum %d", sum);
  MUST(MPI_Comm_free(&copy));
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_ARE_FATAL));
  return finish("errhandler_return");
}
