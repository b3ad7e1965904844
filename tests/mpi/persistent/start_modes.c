// MPI-3.1 3.9: persistent requests of every mode, started many times, one by one and together.
// functions: MPI_Send_init MPI_Bsend_init MPI_Ssend_init MPI_Rsend_init MPI_Recv_init MPI_Start
// functions: MPI_Startall MPI_Request_free MPI_Buffer_attach MPI_Buffer_detach
#include "support.h"

enum { kModes = 4, kLength = 50, kRounds = 25 };
static int out[kModes][kLength], in[kModes][kLength];

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np;
  MPI_Comm world = MPI_COMM_WORLD;
  MPI_Request receives[kModes], sends[kModes], before[kModes];
  MPI_Status statuses[kModes];
  int bufferSize = 4 * (kLength * (int)sizeof(int) + MPI_BSEND_OVERHEAD);
  char *buffer = malloc((size_t)bufferSize);
  MUST(MPI_Buffer_attach(buffer, bufferSize));
  for (int i = 0; i < kModes; i++)
    MUST(MPI_Recv_init(in[i], kLength, MPI_INT, left, i, world, &receives[i]));
  MUST(MPI_Send_init(out[0], kLength, MPI_INT, right, 0, world, &sends[0]));
  MUST(MPI_Bsend_init(out[1], kLength, MPI_INT, right, 1, world, &sends[1]));
  MUST(MPI_Ssend_init(out[2], kLength, MPI_INT, right, 2, world, &sends[2]));
  MUST(MPI_Rsend_init(out[3], kLength, MPI_INT, right, 3, world, &sends[3]));
  memcpy(before, receives, sizeof before);

  unsigned sum = 0;
  for (int round = 0; round < kRounds; round++) {
    for (int i = 0; i < kModes; i++)
      for (int j = 0; j < kLength; j++) out[i][j] = pattern(me, i, j + round), in[i][j] = 0;
    MUST(MPI_Startall(kModes, receives));
    MPI_Barrier(world);  // the ready send needs its receive
    for (int i = 0; i < kModes; i++) MUST(MPI_Start(&sends[i]));
    MUST(MPI_Waitall(kModes, receives, statuses));
    MUST(MPI_Waitall(kModes, sends, MPI_STATUSES_IGNORE));
    for (int i = 0; i < kModes; i++) {
      CHECK(statuses[i].MPI_SOURCE == left && statuses[i].MPI_TAG == i);
      CHECK(receives[i] == before[i]);  // inactive, but still the same request
      for (int j = 0; j < kLength; j++) CHECK(in[i][j] == pattern(left, i, j + round));
    }
    sum = sum * 31 + hashBytes(in, sizeof in);
  }
  say("%d rounds: %u", kRounds, sum);
  for (int i = 0; i < kModes; i++) {
    MUST(MPI_Request_free(&receives[i]));
    MUST(MPI_Request_free(&sends[i]));
    CHECK(receives[i] == MPI_REQUEST_NULL && sends[i] == MPI_REQUEST_NULL);
  }
  void *detached = NULL;
  int detachedSize = 0;
  MUST(MPI_Buffer_detach(&detached, &detachedSize));
  CHECK(detached == (void *)buffer && detachedSize == bufferSize);
  free(buffer);
  return finish("start_modes");
}
