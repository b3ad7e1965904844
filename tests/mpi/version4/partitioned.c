// MPI-4.0 4: messages whose partitions become ready one by one, again and again, in ranges and lists; both ends may cut
// them differently.
// functions: MPI_Psend_init MPI_Precv_init MPI_Pready MPI_Pready_range MPI_Pready_list MPI_Parrived
#include "version4.h"

#if LACKS_VERSION_4
#define MPI_Psend_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Precv_init(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Pready(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Pready_range(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Pready_list(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Parrived(...) MPI_ERR_UNSUPPORTED_OPERATION
#endif

enum { kPartitions = 6, kEach = 2, kAll = kPartitions * kEach };

static int out[kAll], in[kAll];

/// The partitions of `parts` arrive one by one, or all at once: a library may say no until the end.
static void receive(MPI_Request *request, int parts) {
  MPI_Status status;
  int count = -1;
  for (int part = 0; part < parts; part++)
    for (int arrived = 0; !arrived;) MUST(MPI_Parrived(*request, part, &arrived));
  MUST(MPI_Wait(request, &status));
  MUST(MPI_Get_count(&status, MPI_INT, &count));
  say("from %d with tag %d: %d, %08x", status.MPI_SOURCE, status.MPI_TAG, count, hashBytes(in, sizeof in));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  int right = (me + 1) % np, left = (me + np - 1) % np;
  MPI_Request requests[2] = {MPI_REQUEST_NULL, MPI_REQUEST_NULL};
  (void)right;
  if (isThere("MPI_Psend_init", MPI_Psend_init(out, kPartitions, kEach, MPI_INT, right, 5, MPI_COMM_WORLD, MPI_INFO_NULL,
                                               &requests[0]))) {
    MUST(MPI_Precv_init(in, 3, kAll / 3, MPI_INT, left, 5, MPI_COMM_WORLD, MPI_INFO_NULL, &requests[1]));
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < kAll; i++) in[i] = -1, out[i] = 1000 * round + 100 * me + i;
      if (round == 1) {
        MUST(MPI_Startall(2, requests));
      } else {
        MUST(MPI_Start(&requests[1]));
        MUST(MPI_Start(&requests[0]));
      }
      int list[2] = {5, 0};
      MUST(MPI_Pready(4, requests[0]));
      MUST(MPI_Pready_range(1, 3, requests[0]));
      MUST(MPI_Pready_list(2, list, requests[0]));
      receive(&requests[1], 3);
      for (int i = 0; i < kAll; i++) CHECK(in[i] == 1000 * round + 100 * left + i);
      MUST(MPI_Wait(&requests[0], MPI_STATUS_IGNORE));
      CHECK(requests[0] != MPI_REQUEST_NULL && requests[1] != MPI_REQUEST_NULL);
    }
    for (int i = 0; i < 2; i++) {
      MUST(MPI_Request_free(&requests[i]));
      CHECK(requests[i] == MPI_REQUEST_NULL);
    }
  } else {
    int flag = -1;
    CHECK(!isThere("MPI_Precv_init", MPI_Precv_init(in, 3, kAll / 3, MPI_INT, left, 5, MPI_COMM_WORLD, MPI_INFO_NULL,
                                                    &requests[1])));
    CHECK(!isThere("MPI_Pready", MPI_Pready(0, requests[0])));
    CHECK(!isThere("MPI_Pready_range", MPI_Pready_range(0, 1, requests[0])));
    CHECK(!isThere("MPI_Pready_list", MPI_Pready_list(0, &flag, requests[0])));
    CHECK(!isThere("MPI_Parrived", MPI_Parrived(requests[0], 0, &flag)));
    (void)left;
  }
  return finish("partitioned");
}
