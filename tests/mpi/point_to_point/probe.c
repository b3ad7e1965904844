// MPI-3.1 3.8.1: Probe and Iprobe tell source, tag and length before the message is received.
// functions: MPI_Probe MPI_Iprobe MPI_Get_count MPI_Get_elements
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np, flag = 1, count = -1;
  MPI_Status status;
  MPI_Request request;
  MUST(MPI_Iprobe(left, 900, MPI_COMM_WORLD, &flag, &status));
  CHECK(flag == 0);

  double out[20];
  for (int i = 0; i < 20; i++) out[i] = me + i / 4.0;
  for (int length = 0; length <= 20; length += 5) {
    MUST(MPI_Isend(out, length, MPI_DOUBLE, right, 40 + length, MPI_COMM_WORLD, &request));
    MUST(MPI_Probe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &status));
    MUST(MPI_Get_count(&status, MPI_DOUBLE, &count));
    CHECK(status.MPI_SOURCE == left && status.MPI_TAG == 40 + length && count == length);
    double *in = malloc((size_t)count * sizeof *in + 1);
    MUST(MPI_Recv(in, count, MPI_DOUBLE, status.MPI_SOURCE, status.MPI_TAG, MPI_COMM_WORLD,
                  MPI_STATUS_IGNORE));
    for (int i = 0; i < count; i++) CHECK(in[i] == left + i / 4.0);
    free(in);
    MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
    say("tag %d: %d doubles", status.MPI_TAG, count);
    MPI_Barrier(MPI_COMM_WORLD);
  }

  MUST(MPI_Isend(out, 7, MPI_DOUBLE, right, 50, MPI_COMM_WORLD, &request));
  do MUST(MPI_Iprobe(left, 50, MPI_COMM_WORLD, &flag, &status));
  while (!flag);
  MUST(MPI_Get_elements(&status, MPI_DOUBLE, &count));
  CHECK(count == 7);
  MUST(MPI_Iprobe(left, 50, MPI_COMM_WORLD, &flag, MPI_STATUS_IGNORE));
  CHECK(flag);
  MUST(MPI_Recv(out + 7, 7, MPI_DOUBLE, left, 50, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  say("iprobe: %d, %.2f", count, out[13]);
  return finish("probe");
}
