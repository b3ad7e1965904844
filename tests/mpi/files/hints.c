// MPI-3.1 13.2.8: hints at opening, later, and with a view; what the library says of them.
// ranks: 1 2 4
// dir: scratch
// functions: MPI_File_set_info MPI_File_get_info
#include "files.h"

static void tell(MPI_File file, const char *when) {
  static const char *const keys[] = {"cb_buffer_size", "cb_nodes", "romio_ds_write", "striping_unit", "access_style"};
  MPI_Info info;
  MUST(MPI_File_get_info(file, &info));
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    char value[64] = "";
    int isSet = 0;
    MUST(MPI_Info_get(info, keys[i], sizeof value - 1, value, &isSet));
    if (isSet) say("%s: %s = %s", when, keys[i], value);
  }
  MUST(MPI_Info_free(&info));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Info info;
  MPI_File file;
  MUST(MPI_Info_create(&info));
  MUST(MPI_Info_set(info, "cb_buffer_size", "1048576"));
  MUST(MPI_Info_set(info, "romio_ds_write", "disable"));
  MUST(MPI_Info_set(info, "access_style", "write_once,sequential"));
  MUST(MPI_File_open(MPI_COMM_WORLD, "hints", MPI_MODE_RDWR | MPI_MODE_CREATE, info, &file));
  tell(file, "opened");
  MUST(MPI_Info_set(info, "romio_ds_write", "automatic"));
  MUST(MPI_File_set_info(file, info));
  tell(file, "set");
  MUST(MPI_File_set_view(file, 0, MPI_INT, MPI_INT, "native", info));
  MUST(MPI_File_write_at_all(file, me, &me, 1, MPI_INT, MPI_STATUS_IGNORE));
  tell(file, "seen");
  MUST(MPI_File_close(&file));
  MUST(MPI_Info_free(&info));
  return finish("hints");
}
