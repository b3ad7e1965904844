// MPI-3.1 3.4, 3.6: buffered, synchronous and ready sends; attaching and detaching the buffer.
// functions: MPI_Bsend MPI_Ssend MPI_Rsend MPI_Buffer_attach MPI_Buffer_detach MPI_Ibsend
// functions: MPI_Issend MPI_Irsend MPI_Pack_size
#include "support.h"

enum { kLength = 500, kMessages = 6 };
static int out[kLength], in[kMessages][kLength];

static void buffered(int left, int right) {
  int byteSize = 0;
  MUST(MPI_Pack_size(kLength, MPI_INT, MPI_COMM_WORLD, &byteSize));
  int total = kMessages * (byteSize + MPI_BSEND_OVERHEAD);
  char *buffer = malloc((size_t)total);
  MUST(MPI_Buffer_attach(buffer, total));
  // All are sent before any is received: only buffering makes this correct on every rank count.
  MPI_Request request;
  for (int i = 0; i < kMessages; i++) {
    for (int j = 0; j < kLength; j++) out[j] = pattern(me, i, j);
    if (i % 2) {
      MUST(MPI_Ibsend(out, kLength, MPI_INT, right, 10 + i, MPI_COMM_WORLD, &request));
      MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
    } else {
      MUST(MPI_Bsend(out, kLength, MPI_INT, right, 10 + i, MPI_COMM_WORLD));
    }
    memset(out, 0, sizeof out);
  }
  for (int i = kMessages - 1; i >= 0; i--) {
    MUST(MPI_Recv(in[i], kLength, MPI_INT, left, 10 + i, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
    for (int j = 0; j < kLength; j++) CHECK(in[i][j] == pattern(left, i, j));
  }
  void *detached = NULL;
  int detachedSize = -1;
  MUST(MPI_Buffer_detach(&detached, &detachedSize));
  CHECK(detached == (void *)buffer && detachedSize == total);
  free(buffer);
  say("buffered %u", hashBytes(in, sizeof in));
}

static void synchronous(int left, int right) {
  MPI_Request request;
  for (int j = 0; j < kLength; j++) out[j] = pattern(me, right, j);
  MUST(MPI_Irecv(in[0], kLength, MPI_INT, left, 20, MPI_COMM_WORLD, &request));
  MUST(MPI_Ssend(out, kLength, MPI_INT, right, 20, MPI_COMM_WORLD));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  MUST(MPI_Issend(out, kLength, MPI_INT, right, 21, MPI_COMM_WORLD, &request));
  MUST(MPI_Recv(in[1], kLength, MPI_INT, left, 21, MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  for (int j = 0; j < kLength; j++) CHECK(in[0][j] == pattern(left, me, j) && in[1][j] == in[0][j]);
  say("synchronous %u", hashBytes(in[1], sizeof in[1]));
}

static void ready(int left, int right) {
  MPI_Request receives[2], send;
  MUST(MPI_Irecv(in[2], kLength, MPI_INT, left, 30, MPI_COMM_WORLD, &receives[0]));
  MUST(MPI_Irecv(in[3], kLength, MPI_INT, left, 31, MPI_COMM_WORLD, &receives[1]));
  MPI_Barrier(MPI_COMM_WORLD);  // every receive is posted: ready mode is allowed
  MUST(MPI_Rsend(out, kLength, MPI_INT, right, 30, MPI_COMM_WORLD));
  MUST(MPI_Irsend(out, kLength, MPI_INT, right, 31, MPI_COMM_WORLD, &send));
  MUST(MPI_Waitall(2, receives, MPI_STATUSES_IGNORE));
  MUST(MPI_Wait(&send, MPI_STATUS_IGNORE));
  for (int j = 0; j < kLength; j++) CHECK(in[2][j] == pattern(left, me, j) && in[3][j] == in[2][j]);
  say("ready %u", hashBytes(in[3], sizeof in[3]));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np;
  buffered(left, right);
  synchronous(left, right);
  ready(left, right);
  return finish("send_modes");
}
