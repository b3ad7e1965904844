// MPI-4.0 3.9: sends and receives at once, nonblocking; an error where the library does not have it.
// functions: MPI_Isendrecv MPI_Isendrecv_replace
#include "version4.h"

#if LACKS_VERSION_4
#define MPI_Isendrecv(...) MPI_ERR_UNSUPPORTED_OPERATION
#define MPI_Isendrecv_replace(...) MPI_ERR_UNSUPPORTED_OPERATION
#endif

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  int right = (me + 1) % np, left = (me + np - 1) % np, out[3] = {me, 10 * me, 7}, in[3] = {-1, -1, -1};
  MPI_Request request = MPI_REQUEST_NULL;
  (void)right;
  if (isThere("MPI_Isendrecv", MPI_Isendrecv(out, 3, MPI_INT, right, 4, in, 3, MPI_INT, left, 4, MPI_COMM_WORLD,
                                              &request))) {
    MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));  // MPICH 4.0.2 does not fill it
    CHECK(request == MPI_REQUEST_NULL);
    CHECK(in[0] == left && in[1] == 10 * left && in[2] == 7);
    say("received %d %d", in[0], in[1]);
  }
  if (isThere("MPI_Isendrecv_replace", MPI_Isendrecv_replace(out, 3, MPI_INT, right, 5, left, 5, MPI_COMM_WORLD,
                                                              &request))) {
    MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
    CHECK(out[0] == left && out[1] == 10 * left);
    say("replaced by %d %d", out[0], out[1]);
  }
  return finish("isendrecv");
}
