// Names of files that lead out of the guest's directories, or to what it may only read: an error
// class, on all ranks, and nothing outside is read, changed or made (the runner looks).
// ranks: 1 2 4
// dir: scratch
// functions: MPI_File_open MPI_File_delete
// wasm-only: ok
#include <sys/stat.h>
#include <unistd.h>

#include "../files/files.h"

static void expect(const char *what, int code, int errorClass) {
  int got = -1;
  MPI_Error_class(code, &got);
  if (got != errorClass) say("%s: %s", what, className(code));
  CHECK(got == errorClass);
}

static void opening(const char *name, int mode, int errorClass) {
  MPI_File file = MPI_FILE_NULL;
  const int code = MPI_File_open(MPI_COMM_WORLD, name, mode, MPI_INFO_NULL, &file);
  expect(name, code, errorClass);
  if (code == MPI_SUCCESS) MUST(MPI_File_close(&file));
}

enum { kRead = MPI_MODE_RDONLY, kWrite = MPI_MODE_RDWR, kMake = MPI_MODE_RDWR | MPI_MODE_CREATE };

static void outside(void) {
  static const char *const names[] = {
      "../secret", "./../secret", "inner/../../secret", "/../secret", "../../../../../../etc/passwd",
      "link", "inner/link", "up/secret", "link/", "made_by_link",
  };
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    opening(names[i], kRead, MPI_ERR_ACCESS);
    opening(names[i], kWrite, MPI_ERR_ACCESS);
  }
  opening("../made", kMake, MPI_ERR_ACCESS);
  opening("up/made", kMake, MPI_ERR_ACCESS);
  opening("made_by_link", kMake, MPI_ERR_ACCESS);
  // Without a directory of that name these are names in the working directory.
  opening("/etc/passwd", kRead, MPI_ERR_NO_SUCH_FILE);
  opening("/secret", kRead, MPI_ERR_NO_SUCH_FILE);
  opening("/proc/self/mem", kWrite, MPI_ERR_NO_SUCH_FILE);
  expect("delete outside", MPI_File_delete("../secret", MPI_INFO_NULL), MPI_ERR_ACCESS);
  expect("delete through a link", MPI_File_delete("up/secret", MPI_INFO_NULL), MPI_ERR_ACCESS);
}

static void readOnly(void) {
  opening("/readonly/given", kRead, MPI_SUCCESS);
  opening("/readonly/given", kWrite, MPI_ERR_READ_ONLY);
  opening("/readonly/given", MPI_MODE_WRONLY, MPI_ERR_READ_ONLY);
  opening("/readonly/given", kMake, MPI_ERR_READ_ONLY);
  opening("/readonly/given", kMake | MPI_MODE_EXCL, MPI_ERR_FILE_EXISTS);
  opening("/readonly/new", kMake, MPI_ERR_READ_ONLY);
  opening("/readonly/new", kRead, MPI_ERR_NO_SUCH_FILE);
  expect("delete", MPI_File_delete("/readonly/given", MPI_INFO_NULL), MPI_ERR_READ_ONLY);
}

static void strange(void) {
  static char longName[8192];
  memset(longName, 'a', sizeof longName - 1);
  opening("", kRead, MPI_ERR_NO_SUCH_FILE);
  opening(longName, kRead, MPI_ERR_BAD_FILE);
  opening("inner", kRead, MPI_ERR_BAD_FILE);
  opening(".", kRead, MPI_ERR_BAD_FILE);
  opening("loop", kRead, MPI_ERR_BAD_FILE);
  opening("inside", -1, MPI_ERR_AMODE);
  opening("inside", MPI_MODE_RDONLY | 1 << 20, MPI_ERR_AMODE);
  MPI_File file;
  expect("null", MPI_File_open(MPI_COMM_WORLD, NULL, kRead, MPI_INFO_NULL, &file), MPI_ERR_ARG);
  expect("no communicator", MPI_File_open(MPI_COMM_NULL, "inside", kRead, MPI_INFO_NULL, &file), MPI_ERR_COMM);
  expect("no info", MPI_File_open(MPI_COMM_WORLD, "inside", kRead, (MPI_Info)12345, &file), MPI_ERR_INFO);
}

/// What only one rank gets wrong fails on all, and none waits.
static void disagreeing(void) {
  opening(me == np - 1 ? "../secret" : "inside", kRead, MPI_ERR_ACCESS);
  opening(me == 0 ? "absent" : "inside", kRead, MPI_ERR_NO_SUCH_FILE);
  if (np > 1) opening("inside", me == 0 ? kRead : kWrite, MPI_ERR_NOT_SAME);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_File file = create("inside");
  MUST(MPI_File_close(&file));
  if (me == 0) {
    CHECK(mkdir("inner", 0777) == 0);
    CHECK(symlink("../secret", "link") == 0);
    CHECK(symlink("../../secret", "inner/link") == 0);
    CHECK(symlink("..", "up") == 0);
    CHECK(symlink("../made", "made_by_link") == 0);
    CHECK(symlink("loop", "loop") == 0);
    CHECK(symlink("inside", "other_name") == 0);
  }
  MPI_Barrier(MPI_COMM_WORLD);
  outside();
  readOnly();
  strange();
  disagreeing();
  opening("other_name", kWrite, MPI_SUCCESS);
  opening("inner/../up/work/inside", kWrite, MPI_ERR_ACCESS);
  return finish("file_paths");
}
