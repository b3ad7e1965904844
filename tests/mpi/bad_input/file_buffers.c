// Pointers outside of linear memory in every kind of data access, and in what files give back.
// ranks: 1 2
// dir: scratch
// functions: MPI_File_read_at MPI_File_write_at MPI_File_read MPI_File_write_all MPI_File_iread_at
// functions: MPI_File_iwrite MPI_File_read_shared MPI_File_write_ordered_begin MPI_File_read_all_begin
// functions: MPI_File_get_size MPI_File_get_view MPI_File_open MPI_File_set_view
// wasm-only: trap trap: out of bounds memory access: MPI_File_\w+: \w+ \[0x\w+, 0x\w+\) outside of linear memory
// cases: read_at write_at read write_all iread_at iwrite read_shared ordered_begin all_begin status
// cases: request size view path result derived name
#include "hostile.h"

static MPI_File file;
static MPI_Status status;
static MPI_Request request;
static char bytes[64];

static void readAt(void) { MPI_File_read_at(file, 0, nearEnd(7), 8, MPI_CHAR, &status); }
static void writeAt(void) { MPI_File_write_at(file, 0, FAR_AWAY, 1000, MPI_INT, &status); }
static void readPointer(void) { MPI_File_read(file, nearEnd(7), 8, MPI_CHAR, &status); }
static void writeAll(void) { MPI_File_write_all(file, nearEnd(7), 2, MPI_INT, &status); }
static void ireadAt(void) { MPI_File_iread_at(file, 0, nearEnd(3), 1, MPI_INT, &request); }
static void iwrite(void) { MPI_File_iwrite(file, nearEnd(3), 0x7fffffff, MPI_DOUBLE, &request); }
static void readShared(void) { MPI_File_read_shared(file, nearEnd(0), 1, MPI_CHAR, &status); }
static void orderedBegin(void) { MPI_File_write_ordered_begin(file, nearEnd(7), 1, MPI_DOUBLE); }
static void allBegin(void) { MPI_File_read_all_begin(file, FAR_AWAY, 1, MPI_DOUBLE); }
static void badStatus(void) { MPI_File_read_at(file, 0, bytes, 1, MPI_CHAR, nearEnd(31)); }
static void badRequest(void) { MPI_File_iread_at(file, 0, bytes, 1, MPI_CHAR, nearEnd(3)); }
static void badSize(void) { MPI_File_get_size(file, nearEnd(7)); }
static void badView(void) {
  MPI_Offset offset;
  MPI_Datatype etype, filetype;
  MPI_File_get_view(file, &offset, &etype, &filetype, nearEnd(127));
}
static void badPath(void) { MPI_File_open(MPI_COMM_SELF, FAR_AWAY, MPI_MODE_RDONLY, MPI_INFO_NULL, &file); }
static void badResult(void) { MPI_File_open(MPI_COMM_SELF, "x", MPI_MODE_RDONLY, MPI_INFO_NULL, nearEnd(3)); }
static void derived(void) {
  MPI_Datatype far;
  MPI_Type_vector(2, 1, 1 << 28, MPI_INT, &far);
  MPI_Type_commit(&far);
  MPI_File_write_at(file, 0, bytes, 1, far, &status);
}
static void badName(void) { MPI_File_set_view(file, 0, MPI_INT, MPI_INT, FAR_AWAY, MPI_INFO_NULL); }

int main(int argc, char **argv) {
  static const Case cases[] = {
      {"read_at", readAt},   {"write_at", writeAt},         {"read", readPointer},   {"write_all", writeAll},
      {"iread_at", ireadAt}, {"iwrite", iwrite},            {"read_shared", readShared}, {"ordered_begin", orderedBegin},
      {"all_begin", allBegin}, {"status", badStatus},       {"request", badRequest}, {"size", badSize},
      {"view", badView},     {"path", badPath},             {"result", badResult},   {"derived", derived},
      {"name", badName},
  };
  MPI_Init(&argc, &argv);
  MPI_File_open(MPI_COMM_WORLD, "x", MPI_MODE_RDWR | MPI_MODE_CREATE, MPI_INFO_NULL, &file);
  return runStartedCase(argc, argv, cases, COUNT_OF(cases));
}
