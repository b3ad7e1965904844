// A tool inside the guest takes functions over (MPI-3.1 14.2): it sees the calls, changes arguments, and calls the
// profiling names of the same or of other functions.
// functions: MPI_Send MPI_Recv MPI_Allreduce MPI_Comm_size
#include "support.h"

static int sends, reductions;

int MPI_Send(const void *buffer, int count, MPI_Datatype type, int to, int tag, MPI_Comm comm) {
  sends++;
  int size = 0;
  PMPI_Type_size(type, &size);
  return PMPI_Send(buffer, count * size, MPI_BYTE, to, tag, comm);
}

/// Keeps the call to itself.
int MPI_Allreduce(const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm) {
  reductions++;
  int result = PMPI_Reduce(in, out, count, type, op, 0, comm);
  return result == MPI_SUCCESS ? PMPI_Bcast(out, count, type, 0, comm) : result;
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  double out[3] = {me, 0.5, -me}, in[3] = {0}, sum[3];
  const int right = (me + 1) % np, left = (me + np - 1) % np;
  MPI_Request request;
  MUST(MPI_Irecv(in, 3 * (int)sizeof *in, MPI_BYTE, left, 3, MPI_COMM_WORLD, &request));
  MUST(MPI_Send(out, 3, MPI_DOUBLE, right, 3, MPI_COMM_WORLD));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  MUST(MPI_Allreduce(in, sum, 3, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD));
  say("%.1f %.1f; sum %.1f %.1f %.1f", in[0], in[2], sum[0], sum[1], sum[2]);
  say("tool inside: %d sends, %d reductions", sends, reductions);
  return finish("guest_tool");
}
