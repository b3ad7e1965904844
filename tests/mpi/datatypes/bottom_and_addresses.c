// MPI-3.1 4.1.5, 4.1.12: absolute addresses with MPI_BOTTOM: scattered variables of stack, heap and
// data sent as one item; address arithmetic.
// functions: MPI_Get_address MPI_Aint_add MPI_Aint_diff MPI_Type_create_struct MPI_Send MPI_Recv
// functions: MPI_Bcast MPI_Type_create_hindexed
#include "support.h"

static double inData[4] = {0.5, 1.5, 2.5, 3.5};

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np;
  int onStack[3];
  short *onHeap = malloc(5 * sizeof *onHeap);
  MPI_Aint first = 0, third = 0;
  MUST(MPI_Get_address(&onStack[0], &first));
  MUST(MPI_Get_address(&onStack[2], &third));
  CHECK(MPI_Aint_diff(third, first) == 2 * (MPI_Aint)sizeof(int));
  CHECK(MPI_Aint_add(first, 2 * (MPI_Aint)sizeof(int)) == third);

  int lengths[3] = {3, 5, 4};
  MPI_Aint addresses[3];
  MPI_Datatype types[3] = {MPI_INT, MPI_SHORT, MPI_DOUBLE}, scattered;
  MUST(MPI_Get_address(onStack, &addresses[0]));
  MUST(MPI_Get_address(onHeap, &addresses[1]));
  MUST(MPI_Get_address(inData, &addresses[2]));
  MUST(MPI_Type_create_struct(3, lengths, addresses, types, &scattered));
  MUST(MPI_Type_commit(&scattered));

  for (int i = 0; i < 3; i++) onStack[i] = 10 * me + i;
  for (int i = 0; i < 5; i++) onHeap[i] = (short)(100 * me + i);
  for (int i = 0; i < 4; i++) inData[i] += me;
  // To itself first through another buffer, then round the ring in place.
  MUST(MPI_Sendrecv_replace(MPI_BOTTOM, 1, scattered, right, 0, left, 0, MPI_COMM_WORLD,
                            MPI_STATUS_IGNORE));
  for (int i = 0; i < 3; i++) CHECK(onStack[i] == 10 * left + i);
  for (int i = 0; i < 5; i++) CHECK(onHeap[i] == 100 * left + i);
  for (int i = 0; i < 4; i++) CHECK(inData[i] == i + 0.5 + left);
  say("ring %d %d %.1f", onStack[2], onHeap[4], inData[3]);

  MUST(MPI_Bcast(MPI_BOTTOM, 1, scattered, np - 1, MPI_COMM_WORLD));
  int origin = (np - 1 + np - 1) % np;
  CHECK(onStack[0] == 10 * origin && onHeap[4] == 100 * origin + 4 && inData[0] == 0.5 + origin);
  say("bcast %d %d %.1f", onStack[0], onHeap[0], inData[0]);

  // hindexed with absolute addresses, sent as a plain message and received as ints.
  MPI_Datatype ends;
  int one[2] = {1, 1}, received[2] = {-1, -1};
  MPI_Aint both[2] = {third, first};
  MPI_Request request;
  MUST(MPI_Type_create_hindexed(2, one, both, MPI_INT, &ends));
  MUST(MPI_Type_commit(&ends));
  onStack[0] = me, onStack[2] = -me;
  MUST(MPI_Isend(MPI_BOTTOM, 1, ends, right, 1, MPI_COMM_WORLD, &request));
  MUST(MPI_Recv(received, 2, MPI_INT, left, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  CHECK(received[0] == -left && received[1] == left);
  say("ends %d %d", received[0], received[1]);
  MUST(MPI_Type_free(&ends));
  MUST(MPI_Type_free(&scattered));
  free(onHeap);
  return finish("bottom_and_addresses");
}
