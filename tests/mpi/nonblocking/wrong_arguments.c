// MPI-3.1 5.12: what nonblocking collectives refuse, and that their requests are neither freed nor
// cancelled.
// ranks: 1 2 4
// functions: MPI_Ibcast MPI_Igather MPI_Iallreduce MPI_Ialltoallv MPI_Ibarrier MPI_Iscatter
// functions: MPI_Ireduce
#include "support.h"

static void expect(const char *what, int code) { say("%s: %s", what, className(code)); }

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm comm;
  MPI_Request request = MPI_REQUEST_NULL;
  int values[8] = {0}, results[8], counts[8] = {-1, -1, -1, -1, -1, -1, -1, -1}, places[8] = {0};
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &comm));
  MUST(MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN));
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  expect("root", MPI_Ibcast(values, 1, MPI_INT, np, comm, &request));
  expect("count", MPI_Ibcast(values, -1, MPI_INT, 0, comm, &request));
  expect("type", MPI_Ibcast(values, 1, MPI_DATATYPE_NULL, 0, comm, &request));
  expect("communicator", MPI_Ibarrier(MPI_COMM_NULL, &request));
  expect("gather's root", MPI_Igather(values, 1, MPI_INT, results, 1, MPI_INT, -5, comm, &request));
  expect("scatter's root",
         MPI_Iscatter(values, 1, MPI_INT, results, 1, MPI_INT, np, comm, &request));
  expect("operation", MPI_Iallreduce(values, results, 1, MPI_INT, MPI_OP_NULL, comm, &request));
  expect("reduce's root", MPI_Ireduce(values, results, 1, MPI_INT, MPI_SUM, np, comm, &request));
  expect("counts", MPI_Ialltoallv(values, counts, places, MPI_INT, results, counts, places, MPI_INT,
                                  comm, &request));
  CHECK(request == MPI_REQUEST_NULL);
  // Nothing was started: the communicator is as good as new.
  MUST(MPI_Ibarrier(comm, &request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  MUST(MPI_Comm_free(&comm));
  return finish("wrong_arguments");
}
