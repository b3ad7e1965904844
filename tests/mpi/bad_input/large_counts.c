// Counts that are no ints are MPI_ERR_COUNT, raised through the handler of the object they are about.
// ranks: 1
// functions: MPI_Send_c MPI_Bcast_c MPI_Type_contiguous_c MPI_Pack_c
// wasm-only: ok
#include "support.h"

static int called;

static void handler(MPI_Comm *comm, int *code, ...) {
  (void)comm;
  called += *code == MPI_ERR_COUNT;
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  int value = 0;
  MPI_Count position = 0;
  MPI_Datatype type;
  MPI_Comm comm;
  MPI_Errhandler own;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
  MUST(MPI_Comm_create_errhandler(handler, &own));
  MUST(MPI_Comm_set_errhandler(comm, own));
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  CHECK(MPI_Send_c(&value, 1LL << 31, MPI_INT, MPI_PROC_NULL, 0, comm) == MPI_ERR_COUNT && called == 1);
  CHECK(MPI_Bcast_c(&value, (1LL << 32) + 1, MPI_INT, 0, comm) == MPI_ERR_COUNT && called == 2);
  CHECK(MPI_Bcast_c(&value, -1, MPI_INT, 0, comm) == MPI_ERR_COUNT && called == 3);
  CHECK(MPI_Type_contiguous_c(INT64_MAX, MPI_BYTE, &type) == MPI_ERR_COUNT && called == 3);
  CHECK(MPI_Pack_c(&value, 1, MPI_INT, &value, 1LL << 40, &position, comm) == MPI_ERR_COUNT && called == 4);
  MUST(MPI_Errhandler_free(&own));
  MUST(MPI_Comm_free(&comm));
  return finish("large_counts");
}
