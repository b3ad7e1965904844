// MPI-3.1 10.3.3: several commands become one world; each child knows which command it is of.
// ranks: 1 2
// functions: MPI_Comm_spawn_multiple MPI_Comm_get_parent MPI_Comm_disconnect
// not-on: mpich as Debian packages it, MPICH 4.0.2 cannot spawn or connect
// options: --allow-spawn
#include "support.h"

static int child(MPI_Comm parent, const char *name) {
  int *command = NULL, isSet = 0;
  MUST(MPI_Comm_get_attr(MPI_COMM_WORLD, MPI_APPNUM, &command, &isSet));
  int report[4] = {me, np, isSet ? *command : -1, name[0]};
  MUST(MPI_Send(report, 4, MPI_INT, 0, 7, parent));
  MUST(MPI_Comm_disconnect(&parent));
  MPI_Finalize();
  return failures != 0;
}

static void parentOf(char *program) {
  char first[] = "a", second[] = "b";
  char *firstArguments[] = {first, NULL}, *secondArguments[] = {second, NULL};
  char *commands[2] = {program, program}, **arguments[2] = {firstArguments, secondArguments};
  int counts[2] = {1, 2}, codes[3] = {-1, -1, -1};
  MPI_Info infos[2] = {MPI_INFO_NULL, MPI_INFO_NULL};
  MPI_Comm children;
  MUST(MPI_Comm_spawn_multiple(2, commands, arguments, counts, infos, 0, MPI_COMM_WORLD, &children, codes));
  for (int i = 0; i < 3; i++) CHECK(codes[i] == MPI_SUCCESS);
  for (int i = 0; me == 0 && i < 3; i++) {
    int report[4] = {-1, -1, -1, -1};
    MUST(MPI_Recv(report, 4, MPI_INT, i, 7, children, MPI_STATUS_IGNORE));
    say("child %d of %d is of command %d, argument %c", report[0], report[1], report[2], report[3]);
  }
  MUST(MPI_Comm_disconnect(&children));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm parent = MPI_COMM_NULL;
  MUST(MPI_Comm_get_parent(&parent));
  if (parent != MPI_COMM_NULL) return child(parent, argc > 1 ? argv[1] : "?");
  parentOf(argv[0]);
  return finish("spawn_multiple");
}
