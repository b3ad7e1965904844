// All sizes from nothing to 4 MiB, round the ring, aligned and not; memory grows while receives wait.
// functions: MPI_Send MPI_Irecv MPI_Wait MPI_Ssend
#include "support.h"

static void fill(unsigned char *bytes, size_t length, unsigned seed) {
  for (size_t i = 0; i < length; i++) {
    seed = seed * 1664525u + 1013904223u;
    bytes[i] = (unsigned char)(seed >> 24);
  }
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np;
  const size_t kLargest = (size_t)4 << 20;
  unsigned char *out = malloc(kLargest + 8), *in = malloc(kLargest + 8), *expected = malloc(kLargest);
  for (size_t length = 0; length <= kLargest; length = length ? length * 4 : 1) {
    size_t shift = length % 3 == 1 ? 3 : 0;  // 1, 4, 16 ...: an odd address
    fill(out + shift, length, (unsigned)(length + (size_t)me));
    fill(expected, length, (unsigned)(length + (size_t)left));
    memset(in, 0xEE, length + 8);
    MPI_Request request;
    MPI_Status status;
    MUST(MPI_Irecv(in + shift, (int)length, MPI_BYTE, left, 7, MPI_COMM_WORLD, &request));
    MUST(MPI_Ssend(out + shift, (int)length, MPI_BYTE, right, 7, MPI_COMM_WORLD));
    MUST(MPI_Wait(&request, &status));
    int count = -1;
    MUST(MPI_Get_count(&status, MPI_BYTE, &count));
    CHECK((size_t)count == length && memcmp(in + shift, expected, length) == 0);
    CHECK(in[shift + length] == 0xEE);
    say("%d bytes: %u", count, hashBytes(in + shift, length));
  }

  // The address of a posted receive must stay good while the heap grows.
  MPI_Request request;
  MUST(MPI_Irecv(in, (int)kLargest, MPI_BYTE, left, 8, MPI_COMM_WORLD, &request));
  unsigned char *grown[8];
  for (int i = 0; i < 8; i++) {
    grown[i] = malloc(kLargest);
    CHECK(grown[i] != NULL);
    memset(grown[i], i, kLargest);
  }
  fill(grown[7], kLargest, 99u + (unsigned)me);
  fill(expected, kLargest, 99u + (unsigned)left);
  MUST(MPI_Send(grown[7], (int)kLargest, MPI_BYTE, right, 8, MPI_COMM_WORLD));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  CHECK(memcmp(in, expected, kLargest) == 0);
  say("grown: %u", hashBytes(in, kLargest));
  for (int i = 0; i < 8; i++) free(grown[i]);
  free(out);
  free(in);
  free(expected);
  return finish("message_sizes");
}
