// MPI-4.0 7.4.2: communicators duplicated without waiting, with hints of their own.
// functions: MPI_Comm_idup_with_info
#include "version4.h"

#if LACKS_VERSION_4
#define MPI_Comm_idup_with_info(...) MPI_ERR_UNSUPPORTED_OPERATION
#endif

enum { kComms = 3 };

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  MPI_Comm comms[kComms];
  MPI_Request requests[kComms];
  MPI_Info hints = MPI_INFO_NULL;
  MUST(MPI_Info_create(&hints));
  MUST(MPI_Info_set(hints, "mpi_assert_no_any_tag", "true"));
  if (isThere("MPI_Comm_idup_with_info", MPI_Comm_idup_with_info(MPI_COMM_WORLD, hints, &comms[0], &requests[0]))) {
    MUST(MPI_Comm_idup_with_info(MPI_COMM_WORLD, MPI_INFO_NULL, &comms[1], &requests[1]));
    MUST(MPI_Comm_idup_with_info(MPI_COMM_SELF, hints, &comms[2], &requests[2]));
    MUST(MPI_Info_free(&hints));
    MUST(MPI_Waitall(kComms, requests, MPI_STATUSES_IGNORE));
    for (int i = 0; i < kComms; i++) {
      int size = -1, rank = -1, sum = -1;
      MUST(MPI_Comm_size(comms[i], &size));
      MUST(MPI_Comm_rank(comms[i], &rank));
      MUST(MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, comms[i]));
      CHECK(requests[i] == MPI_REQUEST_NULL);
      say("%d: rank %d of %d, sum %d", i, rank, size, sum);
      MUST(MPI_Comm_free(&comms[i]));
    }
  } else {
    MUST(MPI_Info_free(&hints));
  }
  return finish("idup_with_info");
}
