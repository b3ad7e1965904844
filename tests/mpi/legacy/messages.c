// The MPIWasm ABI: messages, statuses of 24 bytes, wildcards that are both -1, requests.
// functions: MPI_Send MPI_Recv MPI_Isend MPI_Irecv MPI_Wait MPI_Waitall MPI_Sendrecv MPI_Get_count
// abi: legacy
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np, count = -1, flag = -1, length = -1;
  char name[MPI_MAX_PROCESSOR_NAME];
  MUST(MPI_Initialized(&flag));
  MUST(MPI_Get_processor_name(name, &length));
  CHECK(flag == 1 && length == (int)strlen(name) && length > 0);
  double out[10], in[10];
  for (int i = 0; i < 10; i++) out[i] = me + i * 0.5, in[i] = -1;
  struct {
    MPI_Status status;
    int guard;
  } guarded;
  guarded.guard = 0x5A5A5A5A;
  MPI_Request requests[2];
  MUST(MPI_Irecv(in, 10, MPI_DOUBLE, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &requests[0]));
  MUST(MPI_Send(out, 7, MPI_DOUBLE, right, 33, MPI_COMM_WORLD));
  MUST(MPI_Wait(&requests[0], &guarded.status));
  MUST(MPI_Get_count(&guarded.status, MPI_DOUBLE, &count));
  CHECK(guarded.status.MPI_SOURCE == left && guarded.status.MPI_TAG == 33 && count == 7);
  CHECK(guarded.guard == 0x5A5A5A5A && in[6] == left + 3.0 && in[7] == -1);
  say("from %d tag %d: %d doubles", guarded.status.MPI_SOURCE,
      guarded.status.MPI_TAG, count);
  MPI_Barrier(MPI_COMM_WORLD);

  long wide = 100000L + me, other = 0;
  MUST(MPI_Isend(&wide, 1, MPI_LONG, right, 1, MPI_COMM_WORLD, &requests[0]));
  MUST(MPI_Irecv(&other, 1, MPI_LONG, left, 1, MPI_COMM_WORLD, &requests[1]));
  MUST(MPI_Waitall(2, requests, MPI_STATUSES_IGNORE));
  CHECK(other == 100000L + left);
  MPI_Status status;
  short small = (short)me, smallIn = -1;
  MUST(MPI_Sendrecv(&small, 1, MPI_INT16_T, right, 2, &smallIn, 1, MPI_INT16_T, left, 2,
                    MPI_COMM_WORLD, &status));
  CHECK(smallIn == left && status.MPI_SOURCE == left);
  say("long %ld, short %d", other, smallIn);
  return finish("messages");
}
