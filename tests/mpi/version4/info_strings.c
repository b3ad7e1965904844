// MPI-4.0 10: values with their size, which counts the terminating zero; what the process was started with.
// functions: MPI_Info_get_string MPI_Info_create_env
#include "version4.h"

#if LACKS_VERSION_4
#define MPI_Info_create_env(...) MPI_ERR_UNSUPPORTED_OPERATION
// Of functions that every library has, as wasmpi has it.
static int MPI_Info_get_string(MPI_Info info, const char *key, int *size, char *value, int *flag) {
  char text[MPI_MAX_INFO_VAL + 1] = "";
  int code = MPI_Info_get(info, key, MPI_MAX_INFO_VAL, text, flag);
  if (code != MPI_SUCCESS || !*flag) return code;
  if (*size > 0) snprintf(value, (size_t)*size, "%s", text);
  *size = (int)strlen(text) + 1;
  return code;
}
#endif

static void get(MPI_Info info, const char *key, int room) {
  char value[32];
  memset(value, '#', sizeof value);
  int size = room, flag = -1;
  MUST(MPI_Info_get_string(info, key, &size, value, &flag));
  for (int i = room; i < (int)sizeof value; i++) CHECK(value[i] == '#');
  if (!flag) {
    CHECK(size == room && value[0] == '#');
    say("%s in %d: not set", key, room);
    return;
  }
  CHECK(room == 0 || memchr(value, '\0', (size_t)room) != NULL);
  say("%s in %d: size %d, '%.*s'", key, room, size, room, value);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  MPI_Info info = MPI_INFO_NULL;
  MUST(MPI_Info_create(&info));
  MUST(MPI_Info_set(info, "colour", "blue"));
  for (int room = 0; room <= 6; room++) get(info, "colour", room);
  get(info, "shape", 10);
  get(info, "shape", 0);
  MUST(MPI_Info_free(&info));
  if (isThere("MPI_Info_create_env", MPI_Info_create_env(argc, argv, &info))) {
    CHECK(info != MPI_INFO_NULL);
    MUST(MPI_Info_set(info, "mine", "yes"));
    get(info, "mine", 4);
    get(info, "soft", 0);
    MUST(MPI_Info_free(&info));
    CHECK(info == MPI_INFO_NULL);
  }
  return finish("info_strings");
}
