// MPI-3.1 9: what information objects refuse.
// ranks: 1
// functions: MPI_Info_set MPI_Info_get MPI_Info_get_nthkey MPI_Info_delete
// functions: MPI_Info_dup MPI_Info_free MPI_Info_get_nkeys
#include "support.h"

static void expect(const char *what, int code) {
  // Some classes have no name in className: told by their numbers, which are the same for both sides.
  int errorClass = -1;
  MPI_Error_class(code, &errorClass);
  const char *name = errorClass == MPI_ERR_INFO_KEY     ? "MPI_ERR_INFO_KEY"
                     : errorClass == MPI_ERR_INFO_VALUE ? "MPI_ERR_INFO_VALUE"
                     : errorClass == MPI_ERR_INFO_NOKEY ? "MPI_ERR_INFO_NOKEY"
                                                        : className(code);
  say("%s: %s", what, name);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Info info, none = MPI_INFO_NULL, other;
  static char longText[5000];
  char text[MPI_MAX_INFO_VAL + 1];
  int found = -1, number = -1;
  memset(longText, 'x', sizeof longText - 1);
  MUST(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN));
  MUST(MPI_Info_create(&info));
  expect("long key", MPI_Info_set(info, longText, "value"));
  expect("empty key", MPI_Info_set(info, "", "value"));
  expect("long value", MPI_Info_set(info, "key", longText));
  expect("get of a long key", MPI_Info_get(info, longText, 5, text, &found));
  expect("absent key", MPI_Info_delete(info, "absent"));
  MUST(MPI_Info_set(info, "key", "value"));
  // A library may cut a value short or refuse to.
  int code = MPI_Info_get(info, "key", 3, text, &found);
  expect("value that is too long", code);
  if (code == MPI_SUCCESS) say("cut short: '%s'", text);
  expect("negative length", MPI_Info_get(info, "key", -1, text, &found));
  expect("second key of one", MPI_Info_get_nthkey(info, 1, text));
  expect("negative key", MPI_Info_get_nthkey(info, -1, text));
  CHECK(MPI_Info_set(none, "key", "value") != MPI_SUCCESS);
  CHECK(MPI_Info_get_nkeys(none, &number) != MPI_SUCCESS);
  CHECK(MPI_Info_dup(none, &other) != MPI_SUCCESS);
  CHECK(MPI_Info_free(&none) != MPI_SUCCESS);
  MUST(MPI_Info_free(&info));
  return finish("limits_and_errors");
}
