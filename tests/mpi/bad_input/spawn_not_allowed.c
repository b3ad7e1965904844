// Without --allow-spawn nothing is started and nobody reached: errors that say what would allow it.
// ranks: 1 2
// functions: MPI_Comm_spawn MPI_Comm_spawn_multiple MPI_Open_port MPI_Close_port MPI_Comm_accept MPI_Comm_connect
// functions: MPI_Publish_name MPI_Unpublish_name MPI_Lookup_name MPI_Comm_join MPI_Comm_get_parent
// wasm-only: ok
#include "support.h"

static void expect(const char *what, int code, int errorClass) {
  int got = -1, length = 0;
  char text[MPI_MAX_ERROR_STRING] = "";
  MUST(MPI_Error_class(code, &got));
  MUST(MPI_Error_string(code, text, &length));
  if (got != errorClass || !strstr(text, "--allow-spawn")) say("%s: class %d, '%s'", what, got, text);
  CHECK(got == errorClass && strstr(text, what) && strstr(text, "--allow-spawn"));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  char port[MPI_MAX_PORT_NAME] = "nowhere";
  char *commands[1] = {argv[0]};
  int counts[1] = {1};
  MPI_Info infos[1] = {MPI_INFO_NULL};
  MPI_Comm comm = MPI_COMM_NULL;
  expect("MPI_Comm_spawn", MPI_Comm_spawn(argv[0], MPI_ARGV_NULL, 1, MPI_INFO_NULL, 0, MPI_COMM_WORLD, &comm,
                                          MPI_ERRCODES_IGNORE), MPI_ERR_SPAWN);
  expect("MPI_Comm_spawn_multiple", MPI_Comm_spawn_multiple(1, commands, MPI_ARGVS_NULL, counts, infos, 0,
                                                            MPI_COMM_WORLD, &comm, MPI_ERRCODES_IGNORE), MPI_ERR_SPAWN);
  expect("MPI_Open_port", MPI_Open_port(MPI_INFO_NULL, port), MPI_ERR_PORT);
  expect("MPI_Close_port", MPI_Close_port(port), MPI_ERR_PORT);
  expect("MPI_Comm_accept", MPI_Comm_accept(port, MPI_INFO_NULL, 0, MPI_COMM_WORLD, &comm), MPI_ERR_PORT);
  expect("MPI_Comm_connect", MPI_Comm_connect(port, MPI_INFO_NULL, 0, MPI_COMM_WORLD, &comm), MPI_ERR_PORT);
  expect("MPI_Publish_name", MPI_Publish_name("name", MPI_INFO_NULL, port), MPI_ERR_SERVICE);
  expect("MPI_Unpublish_name", MPI_Unpublish_name("name", MPI_INFO_NULL, port), MPI_ERR_SERVICE);
  expect("MPI_Lookup_name", MPI_Lookup_name("name", MPI_INFO_NULL, port), MPI_ERR_NAME);
  expect("MPI_Comm_join", MPI_Comm_join(0, &comm), MPI_ERR_ARG);
  MUST(MPI_Comm_get_parent(&comm));
  CHECK(comm == MPI_COMM_NULL);
  return finish("spawn_not_allowed");
}
