// MPI-3.1 6.4.4, 10.3 (MPI_INFO_ENV): hints of communicators, what the launcher knew, and
// MPI_Pcontrol.
// ranks: 1 2
// functions: MPI_Comm_set_info MPI_Comm_get_info MPI_Info_get MPI_Info_create MPI_Info_free
// functions: MPI_Comm_dup_with_info MPI_Pcontrol MPI_Info_get_nkeys MPI_Comm_split_type
#include "support.h"

static void sayEnvironment(const char *key) {
  char value[MPI_MAX_INFO_VAL + 1] = "";
  int found = -1;
  MUST(MPI_Info_get(MPI_INFO_ENV, key, MPI_MAX_INFO_VAL, value, &found));
  say("%s: %s", key, found ? value : "not set");
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm comm, node;
  MPI_Info hints, used;
  int count = -1, size = 0;
  MUST(MPI_Info_create(&hints));
  MUST(MPI_Info_set(hints, "wasmpi_unknown_hint", "true"));
  MUST(MPI_Comm_dup_with_info(MPI_COMM_WORLD, hints, &comm));
  MUST(MPI_Comm_set_info(comm, hints));
  MUST(MPI_Comm_get_info(comm, &used));
  CHECK(used != MPI_INFO_NULL);
  MUST(MPI_Info_get_nkeys(used, &count));
  CHECK(count >= 0);
  MUST(MPI_Info_free(&used));
  MUST(MPI_Comm_split_type(comm, MPI_COMM_TYPE_SHARED, me, hints, &node));
  MUST(MPI_Comm_size(node, &size));
  CHECK(size == np);
  MUST(MPI_Comm_free(&node));
  MUST(MPI_Info_free(&hints));
  MUST(MPI_Comm_free(&comm));
  sayEnvironment("maxprocs");
  sayEnvironment("soft");
  sayEnvironment("arch");
  sayEnvironment("no such thing");
  MUST(MPI_Pcontrol(1));
  MUST(MPI_Pcontrol(0));
  MUST(MPI_Pcontrol(2, "a profiling library's own", 3, 4.0));
  return finish("of_communicators");
}
