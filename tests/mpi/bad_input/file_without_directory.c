// A guest that was given no directory has no files.
// ranks: 1 2
// functions: MPI_File_open MPI_File_delete
// wasm-only: ok
#include "../support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  static const char *const names[] = {"x", "./x", "/x", "/tmp/x", "../x", "/etc/passwd", "."};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    MPI_File file;
    int errorClass = -1;
    MPI_Error_class(MPI_File_open(MPI_COMM_WORLD, names[i], MPI_MODE_RDWR | MPI_MODE_CREATE, MPI_INFO_NULL, &file),
                    &errorClass);
    CHECK(errorClass == MPI_ERR_ACCESS);
    MPI_Error_class(MPI_File_delete(names[i], MPI_INFO_NULL), &errorClass);
    CHECK(errorClass == MPI_ERR_ACCESS);
  }
  return finish("file_without_directory");
}
