// MPI-3.1 13.3: views of basic and derived types, what they give back, and data seen through them.
// ranks: 1 2 3 4
// dir: scratch
// functions: MPI_File_set_view MPI_File_get_view MPI_File_get_type_extent MPI_File_get_byte_offset
#include "files.h"

enum { kRows = 6, kColumns = 5 };

static void tell(MPI_File file, const char *what) {
  MPI_Offset displacement = -1;
  MPI_Datatype etype, filetype;
  char name[MPI_MAX_DATAREP_STRING];
  MUST(MPI_File_get_view(file, &displacement, &etype, &filetype, name));
  int etypeSize = 0, filetypeSize = 0;
  MPI_Aint lowerBound, extent;
  MUST(MPI_Type_size(etype, &etypeSize));
  MUST(MPI_Type_size(filetype, &filetypeSize));
  MUST(MPI_Type_get_extent(filetype, &lowerBound, &extent));
  say("%s: from %lld, etype %d bytes, filetype %d bytes in %d, %s", what, (long long)displacement, etypeSize,
      filetypeSize, (int)extent, name);
  CHECK(what[0] != 'b' || (etype == MPI_BYTE && filetype == MPI_BYTE));
  CHECK(what[0] != 'l' || (etype == MPI_LONG && filetype == MPI_LONG));
  if (what[0] == 's') MUST(MPI_Type_free(&filetype));
  if (what[0] == 's') CHECK(etype == MPI_DOUBLE);
}

/// A matrix of kRows by kColumns * np, of which each rank has some columns.
static void columns(MPI_File file) {
  const int sizes[2] = {kRows, kColumns * np}, parts[2] = {kRows, kColumns}, starts[2] = {0, kColumns * me};
  MPI_Datatype part, again;
  double values[kRows * kColumns];
  MUST(MPI_Type_create_subarray(2, sizes, parts, starts, MPI_ORDER_C, MPI_DOUBLE, &part));
  MUST(MPI_Type_commit(&part));
  MUST(MPI_File_set_view(file, 16, MPI_DOUBLE, part, "native", MPI_INFO_NULL));
  MUST(MPI_Type_free(&part));
  tell(file, "subarray");
  for (int i = 0; i < kRows * kColumns; i++) values[i] = me + i / 1000.;
  MUST(MPI_File_write_all(file, values, kRows * kColumns, MPI_DOUBLE, MPI_STATUS_IGNORE));
  MPI_Offset offset = -1;
  MUST(MPI_File_get_byte_offset(file, kColumns, &offset));
  say("second row: byte %lld", (long long)offset);
  // The type that the file gives out can be used again.
  MPI_Offset displacement;
  MPI_Datatype etype;
  char name[MPI_MAX_DATAREP_STRING];
  MUST(MPI_File_get_view(file, &displacement, &etype, &again, name));
  MUST(MPI_File_set_view(file, displacement, etype, again, name, MPI_INFO_NULL));
  MUST(MPI_Type_free(&again));
  double read[kRows * kColumns] = {0};
  settle(file);
  MUST(MPI_File_read_all(file, read, kRows * kColumns, MPI_DOUBLE, MPI_STATUS_IGNORE));
  CHECK(memcmp(read, values, sizeof read) == 0);
}

static void wholeMatrix(MPI_File file) {
  MUST(MPI_File_set_view(file, 16, MPI_DOUBLE, MPI_DOUBLE, "native", MPI_INFO_NULL));
  for (int row = 0; row < kRows; row++)
    for (int rank = 0; rank < np; rank++) {
      double values[kColumns];
      MUST(MPI_File_read_at(file, (MPI_Offset)kColumns * (row * np + rank), values, kColumns, MPI_DOUBLE,
                            MPI_STATUS_IGNORE));
      for (int i = 0; i < kColumns; i++) CHECK(values[i] == rank + (row * kColumns + i) / 1000.);
    }
}

static void refused(MPI_File file) {
  MPI_Datatype uncommitted, odd;
  MUST(MPI_Type_contiguous(3, MPI_INT, &uncommitted));
  MUST(MPI_Type_contiguous(3, MPI_INT, &odd));
  MUST(MPI_Type_commit(&odd));
  say("uncommitted: %s", className(MPI_File_set_view(file, 0, MPI_INT, uncommitted, "native", MPI_INFO_NULL)));
  say("not of etypes: %s", className(MPI_File_set_view(file, 0, MPI_DOUBLE, odd, "native", MPI_INFO_NULL)));
  say("representation: %s", className(MPI_File_set_view(file, 0, MPI_INT, MPI_INT, "nonsense", MPI_INFO_NULL)));
  MUST(MPI_File_set_view(file, 0, MPI_INT, MPI_INT, "native", MPI_INFO_NULL));
  MPI_Aint extent = 0;
  MUST(MPI_File_get_type_extent(file, odd, &extent));
  say("extent in the file: %d", (int)extent);
  MUST(MPI_Type_free(&uncommitted));
  MUST(MPI_Type_free(&odd));
}

/// Messages with gaps in memory, too.
static void strided(MPI_File file) {
  MPI_Datatype everyOther;
  int values[20];
  MUST(MPI_Type_vector(10, 1, 2, MPI_INT, &everyOther));
  MUST(MPI_Type_commit(&everyOther));
  for (int i = 0; i < 20; i++) values[i] = pattern(me, 77, i);
  MUST(MPI_File_set_view(file, 4096, MPI_INT, MPI_INT, "native", MPI_INFO_NULL));
  MUST(MPI_File_write_at_all(file, 10 * me, values, 1, everyOther, MPI_STATUS_IGNORE));
  settle(file);
  memset(values, 0, sizeof values);
  MUST(MPI_File_read_at_all(file, 10 * me, values, 1, everyOther, MPI_STATUS_IGNORE));
  for (int i = 0; i < 20; i++) CHECK(values[i] == (i % 2 || i == 19 ? 0 : pattern(me, 77, i)));
  MUST(MPI_Type_free(&everyOther));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_File file = create("views");
  tell(file, "bytes");
  columns(file);
  wholeMatrix(file);
  MUST(MPI_File_set_view(file, 8, MPI_LONG, MPI_LONG, "native", MPI_INFO_NULL));
  MPI_Offset displacement;
  MPI_Datatype etype, filetype;
  char name[MPI_MAX_DATAREP_STRING];
  MUST(MPI_File_get_view(file, &displacement, &etype, &filetype, name));
  CHECK(displacement == 8 && etype == MPI_LONG && filetype == MPI_LONG && strcmp(name, "native") == 0);
  refused(file);
  strided(file);
  MUST(MPI_File_close(&file));
  return finish("views");
}
