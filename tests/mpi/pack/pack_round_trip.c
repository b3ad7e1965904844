// MPI-3.1 4.2: mixed data packed by hand, sent as MPI_PACKED, unpacked in pieces or received typed.
// functions: MPI_Pack MPI_Unpack MPI_Pack_size MPI_Send MPI_Recv MPI_Get_count
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np;
  MPI_Comm world = MPI_COMM_WORLD;
  int number = 7 * me, position = 0, sizes[4], count = -1;
  double reals[3] = {me + 0.25, me + 0.5, me + 0.75};
  char word[8] = "packed";
  int grid[4][4];
  for (int i = 0; i < 16; i++) grid[i / 4][i % 4] = 100 * me + i;
  MPI_Datatype column;
  MUST(MPI_Type_vector(4, 1, 4, MPI_INT, &column));
  MUST(MPI_Type_commit(&column));
  MUST(MPI_Pack_size(1, MPI_INT, world, &sizes[0]));
  MUST(MPI_Pack_size(3, MPI_DOUBLE, world, &sizes[1]));
  MUST(MPI_Pack_size(8, MPI_CHAR, world, &sizes[2]));
  MUST(MPI_Pack_size(2, column, world, &sizes[3]));
  CHECK(sizes[0] >= 4 && sizes[1] >= 24 && sizes[2] >= 8 && sizes[3] >= 32);
  int capacity = sizes[0] + sizes[1] + sizes[2] + sizes[3];
  char *out = malloc((size_t)capacity), *in = malloc((size_t)capacity);

  MUST(MPI_Pack(&number, 1, MPI_INT, out, capacity, &position, world));
  MUST(MPI_Pack(reals, 3, MPI_DOUBLE, out, capacity, &position, world));
  MUST(MPI_Pack(word, 8, MPI_CHAR, out, capacity, &position, world));
  MUST(MPI_Pack(&grid[0][1], 1, column, out, capacity, &position, world));
  CHECK(position > 0 && position <= capacity);
  MPI_Request request;
  MPI_Status status;
  MUST(MPI_Isend(out, position, MPI_PACKED, right, 0, world, &request));
  MUST(MPI_Recv(in, capacity, MPI_PACKED, left, 0, world, &status));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  MUST(MPI_Get_count(&status, MPI_PACKED, &count));
  CHECK(count == position);

  int inNumber = -1, inColumn[4];
  double inReals[3];
  char inWord[8];
  int at = 0;
  MUST(MPI_Unpack(in, count, &at, &inNumber, 1, MPI_INT, world));
  MUST(MPI_Unpack(in, count, &at, inReals, 1, MPI_DOUBLE, world));
  MUST(MPI_Unpack(in, count, &at, inReals + 1, 2, MPI_DOUBLE, world));
  MUST(MPI_Unpack(in, count, &at, inWord, 8, MPI_CHAR, world));
  MUST(MPI_Unpack(in, count, &at, inColumn, 4, MPI_INT, world));
  CHECK(at == count && inNumber == 7 * left && inReals[0] == left + 0.25);
  CHECK(inReals[2] == left + 0.75 && strcmp(inWord, "packed") == 0);
  for (int i = 0; i < 4; i++) CHECK(inColumn[i] == 100 * left + 4 * i + 1);
  say("unpacked %d %.2f '%s' %d", inNumber, inReals[1], inWord, inColumn[3]);

  // Packed data of one type may be received as that type.
  position = 0;
  MUST(MPI_Pack(reals, 3, MPI_DOUBLE, out, capacity, &position, world));
  MUST(MPI_Isend(out, position, MPI_PACKED, right, 1, world, &request));
  MUST(MPI_Recv(inReals, 3, MPI_DOUBLE, left, 1, world, &status));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  CHECK(inReals[0] == left + 0.25);
  position = 0;
  MUST(MPI_Pack(NULL, 0, MPI_INT, out, capacity, &position, world));
  CHECK(position == 0);
  say("typed %.2f", inReals[2]);
  MUST(MPI_Type_free(&column));
  free(out);
  free(in);
  return finish("pack_round_trip");
}
