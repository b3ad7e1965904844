// MPI-3.1 6.8: names of communicators: predefined, set, read, cut off at the limit; duplicates have none.
// ranks: 1 2
// functions: MPI_Comm_set_name MPI_Comm_get_name
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  char name[MPI_MAX_OBJECT_NAME + 1];
  int length = -1;
  MPI_Comm copy;
  name[MPI_MAX_OBJECT_NAME] = '#';
  MUST(MPI_Comm_get_name(MPI_COMM_WORLD, name, &length));
  say("'%s' %d", name, length);
  MUST(MPI_Comm_get_name(MPI_COMM_SELF, name, &length));
  say("'%s' %d", name, length);
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &copy));
  MUST(MPI_Comm_set_name(copy, "grid of the solver"));
  MUST(MPI_Comm_get_name(copy, name, &length));
  CHECK(length == 18 && strcmp(name, "grid of the solver") == 0);
  MUST(MPI_Comm_set_name(MPI_COMM_WORLD, "everybody"));
  MUST(MPI_Comm_get_name(MPI_COMM_WORLD, name, &length));
  say("'%s' %d", name, length);
  MUST(MPI_Comm_set_name(copy, ""));
  MUST(MPI_Comm_get_name(copy, name, &length));
  CHECK(length == 0 && name[0] == '\0');
  // The longest name that every library keeps whole: Open MPI has room for 63 characters.
  char longest[64];
  for (int i = 0; i < 63; i++) longest[i] = (char)('a' + i % 26);
  longest[63] = '\0';
  MUST(MPI_Comm_set_name(copy, longest));
  MUST(MPI_Comm_get_name(copy, name, &length));
  say("%d: '%s'", length, name);
  CHECK(name[MPI_MAX_OBJECT_NAME] == '#');
  MUST(MPI_Comm_free(&copy));
  return finish("names");
}
