// MPI-3.1 4.3: external32: sizes independent of the machine, big-endian bytes, the way back.
// ranks: 1 2
// functions: MPI_Pack_external MPI_Unpack_external MPI_Pack_external_size
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  unsigned char bytes[64];
  MPI_Aint position = 0, byteSize = 0;
  int numbers[2] = {0x01020304, -2}, backNumbers[2] = {0, 0};
  double real = 1.0, backReal = 0;
  short tail = 0x1122, backTail = 0;
  MUST(MPI_Pack_external_size("external32", 2, MPI_INT, &byteSize));
  CHECK(byteSize == 8);
  MUST(MPI_Pack_external("external32", numbers, 2, MPI_INT, bytes, sizeof bytes, &position));
  MUST(MPI_Pack_external("external32", &real, 1, MPI_DOUBLE, bytes, sizeof bytes, &position));
  MUST(MPI_Pack_external("external32", &tail, 1, MPI_SHORT, bytes, sizeof bytes, &position));
  CHECK(position == 18);
  char text[64] = "";
  for (int i = 0; i < position && i < 18; i++)
    snprintf(text + strlen(text), sizeof text - strlen(text), "%02x", bytes[i]);
  say("bytes %s", text);
  MPI_Aint end = position;
  position = 0;
  MUST(MPI_Unpack_external("external32", bytes, end, &position, backNumbers, 2, MPI_INT));
  MUST(MPI_Unpack_external("external32", bytes, end, &position, &backReal, 1, MPI_DOUBLE));
  MUST(MPI_Unpack_external("external32", bytes, end, &position, &backTail, 1, MPI_SHORT));
  CHECK(position == end && backNumbers[0] == numbers[0] && backNumbers[1] == numbers[1]);
  CHECK(backReal == real && backTail == tail);
  say("back %d %.1f %d", backNumbers[1], backReal, backTail);
  return finish("pack_external");
}
