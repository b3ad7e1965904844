// MPI-3.1 13.2: opening in every mode, sizes, groups, modes, closing and deleting.
// ranks: 1 2 3 4
// dir: scratch
// functions: MPI_File_open MPI_File_close MPI_File_delete MPI_File_get_amode MPI_File_get_group
// functions: MPI_File_get_size MPI_File_set_size MPI_File_preallocate MPI_File_sync
// functions: MPI_File_set_atomicity MPI_File_get_atomicity
#include "files.h"

static void failing(MPI_Comm comm, const char *name, int mode) {
  MPI_File file = MPI_FILE_NULL;
  const int code = MPI_File_open(comm, name, mode, MPI_INFO_NULL, &file);
  say("open %s: %s", name, className(code));
  if (code == MPI_SUCCESS) MUST(MPI_File_close(&file));
}

/// Opens the file on all ranks and says what it is.
static void describe(const char *name, int mode) {
  MPI_File file;
  MPI_Offset size = -1;
  MPI_Group group, world;
  int got = 0, same = MPI_UNEQUAL;
  MUST(MPI_File_open(MPI_COMM_WORLD, name, mode, MPI_INFO_NULL, &file));
  MUST(MPI_File_get_amode(file, &got));
  CHECK(got == mode);
  MUST(MPI_File_get_size(file, &size));
  MUST(MPI_File_get_group(file, &group));
  MUST(MPI_Comm_group(MPI_COMM_WORLD, &world));
  MUST(MPI_Group_compare(group, world, &same));
  CHECK(same == MPI_IDENT);
  MUST(MPI_Group_free(&group));
  MUST(MPI_Group_free(&world));
  say("%s: %lld bytes", name, (long long)size);
  MUST(MPI_File_close(&file));
  CHECK(file == MPI_FILE_NULL);
}

static void sizes(void) {
  MPI_File file = create("sizes");
  MPI_Offset size = -1;
  MUST(MPI_File_set_size(file, 1000));
  MUST(MPI_File_get_size(file, &size));
  CHECK(size == 1000);
  MPI_Barrier(MPI_COMM_WORLD);
  MUST(MPI_File_preallocate(file, 5000));
  MUST(MPI_File_get_size(file, &size));
  CHECK(size == 5000);
  MPI_Barrier(MPI_COMM_WORLD);
  MUST(MPI_File_set_size(file, 10));
  MUST(MPI_File_get_size(file, &size));
  CHECK(size == 10);
  int isAtomic = -1;
  MUST(MPI_File_get_atomicity(file, &isAtomic));
  CHECK(isAtomic == 0);
  MUST(MPI_File_set_atomicity(file, 1));
  MUST(MPI_File_get_atomicity(file, &isAtomic));
  CHECK(isAtomic == 1);
  MUST(MPI_File_set_atomicity(file, 0));
  MUST(MPI_File_sync(file));
  MUST(MPI_File_close(&file));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  failing(MPI_COMM_WORLD, "absent", MPI_MODE_RDONLY);
  failing(MPI_COMM_WORLD, "absent/inside", MPI_MODE_RDWR);
  failing(MPI_COMM_WORLD, "both", MPI_MODE_RDONLY | MPI_MODE_WRONLY);
  failing(MPI_COMM_WORLD, "neither", MPI_MODE_CREATE);
  failing(MPI_COMM_WORLD, "unwritable", MPI_MODE_RDONLY | MPI_MODE_CREATE);
  failing(MPI_COMM_WORLD, "strange", MPI_MODE_RDWR | MPI_MODE_SEQUENTIAL);
  MPI_File file = create("present");
  MUST(MPI_File_close(&file));
  failing(MPI_COMM_WORLD, "present", MPI_MODE_RDWR | MPI_MODE_CREATE | MPI_MODE_EXCL);
  failing(MPI_COMM_WORLD, "made", MPI_MODE_RDWR | MPI_MODE_CREATE | MPI_MODE_EXCL);
  failing(MPI_COMM_SELF, "present", MPI_MODE_RDONLY);
  sizes();
  describe("sizes", MPI_MODE_RDONLY);
  describe("sizes", MPI_MODE_WRONLY | MPI_MODE_APPEND);
  describe("sizes", MPI_MODE_RDWR | MPI_MODE_UNIQUE_OPEN);
  describe("gone", MPI_MODE_RDWR | MPI_MODE_CREATE | MPI_MODE_DELETE_ON_CLOSE);
  failing(MPI_COMM_WORLD, "gone", MPI_MODE_RDONLY);
  if (me == 0) {
    MUST(MPI_File_delete("made", MPI_INFO_NULL));
    say("delete again: %s", className(MPI_File_delete("made", MPI_INFO_NULL)));
  }
  MPI_Barrier(MPI_COMM_WORLD);
  failing(MPI_COMM_WORLD, "made", MPI_MODE_RDONLY);
  return finish("open_modes");
}
