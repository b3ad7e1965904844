// A distributed matrix that is written collectively; what the Wasm ranks wrote is read by the native
// program.
// ranks: 4
// dir: scratch
// then-native: read
// functions: MPI_File_set_view MPI_File_write_all MPI_File_read_at
#include "files.h"

enum { kSide = 64 };

static float element(int row, int column) { return (float)(row * 1000 + column); }

static void writeTiles(void) {
  const int rows = kSide / 2, firstRow = me / 2 * rows, firstColumn = me % 2 * rows;
  const int sizes[2] = {kSide, kSide}, parts[2] = {rows, rows}, starts[2] = {firstRow, firstColumn};
  MPI_Datatype tile;
  float *values = malloc(sizeof(float) * (size_t)(rows * rows));
  for (int i = 0; i < rows * rows; i++) values[i] = element(firstRow + i / rows, firstColumn + i % rows);
  MUST(MPI_Type_create_subarray(2, sizes, parts, starts, MPI_ORDER_C, MPI_FLOAT, &tile));
  MUST(MPI_Type_commit(&tile));
  MPI_File file = create("matrix");
  MUST(MPI_File_set_view(file, 0, MPI_FLOAT, tile, "native", MPI_INFO_NULL));
  MUST(MPI_File_write_all(file, values, rows * rows, MPI_FLOAT, MPI_STATUS_IGNORE));
  MUST(MPI_File_close(&file));
  MUST(MPI_Type_free(&tile));
  free(values);
}

static void readWhole(void) {
  static float values[kSide * kSide];
  MPI_File file;
  MPI_Offset size = 0;
  MUST(MPI_File_open(MPI_COMM_WORLD, "matrix", MPI_MODE_RDONLY, MPI_INFO_NULL, &file));
  MUST(MPI_File_get_size(file, &size));
  CHECK(size == (MPI_Offset)sizeof values);
  MUST(MPI_File_read_at(file, 0, values, kSide * kSide, MPI_FLOAT, MPI_STATUS_IGNORE));
  int wrong = 0;
  for (int i = 0; i < kSide * kSide; i++) wrong += values[i] != element(i / kSide, i % kSide);
  CHECK(wrong == 0);
  MUST(MPI_File_close(&file));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  if (argc < 2) writeTiles();
  readWhole();
  return finish("read_back");
}
