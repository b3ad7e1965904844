// Hints with which a file or a host could be named, opening be put off, or arithmetic overflow: the
// library does not get them.
// ranks: 1 2
// dir: scratch
// functions: MPI_File_open MPI_File_get_info MPI_File_set_info
// wasm-only: ok
#include "../files/files.h"

static const char *const kHints[][2] = {
    {"filename", "../secret"},       {"cb_config_list", "elsewhere:7"}, {"romio_no_indep_rw", "true"},
    {"io_node_list", "elsewhere"},   {"cb_buffer_size", "-5"},          {"cb_nodes", "99999999999999999999"},
    {"ind_wr_buffer_size", "0"},     {"striping_unit", "1x"},           {"romio_ds_read", "../../x"},
};

static void look(MPI_File file) {
  MPI_Info info;
  MUST(MPI_File_get_info(file, &info));
  for (size_t i = 0; i < sizeof kHints / sizeof *kHints; i++) {
    char value[128] = "";
    int isSet = 0;
    MUST(MPI_Info_get(info, kHints[i][0], sizeof value - 1, value, &isSet));
    CHECK(!isSet || strcmp(value, kHints[i][1]) != 0);
  }
  MUST(MPI_Info_free(&info));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Info info;
  MPI_File file;
  MUST(MPI_Info_create(&info));
  for (size_t i = 0; i < sizeof kHints / sizeof *kHints; i++) MUST(MPI_Info_set(info, kHints[i][0], kHints[i][1]));
  MUST(MPI_File_open(MPI_COMM_WORLD, "hinted", MPI_MODE_RDWR | MPI_MODE_CREATE, info, &file));
  look(file);
  MUST(MPI_File_set_info(file, info));
  look(file);
  MUST(MPI_File_write_at_all(file, me, &me, 1, MPI_INT, MPI_STATUS_IGNORE));
  MUST(MPI_File_close(&file));
  MUST(MPI_Info_free(&info));
  return finish("file_hints");
}
