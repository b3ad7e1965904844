// MPI-3.1 10.3: a program starts itself anew, with arguments; parents and children exchange messages, merge, part.
// ranks: 1 2
// functions: MPI_Comm_spawn MPI_Comm_get_parent MPI_Comm_disconnect MPI_Intercomm_merge MPI_Comm_remote_size
// not-on: mpich as Debian packages it, MPICH 4.0.2 cannot spawn or connect
// options: --allow-spawn
#include "support.h"

enum { kChildren = 2 };

static int child(MPI_Comm parent, int argc, char **argv) {
  MPI_Comm again = MPI_COMM_NULL, merged;
  MUST(MPI_Comm_get_parent(&again));
  CHECK(again == parent);
  int parents = 0, value = -1;
  MUST(MPI_Comm_remote_size(parent, &parents));
  CHECK(argc == 4 && strcmp(argv[1], "child") == 0 && strcmp(argv[2], "two words") == 0 && argv[3][0] == 0);
  MUST(MPI_Recv(&value, 1, MPI_INT, 0, 1, parent, MPI_STATUS_IGNORE));
  CHECK(value == 100 + me);
  int report[4] = {me, np, parents, failures};
  MUST(MPI_Send(report, 4, MPI_INT, 0, 2, parent));
  MUST(MPI_Intercomm_merge(parent, 1, &merged));
  int one = 1, sum = 0;
  MUST(MPI_Allreduce(&one, &sum, 1, MPI_INT, MPI_SUM, merged));
  CHECK(sum == parents + np);
  MUST(MPI_Comm_free(&merged));
  MUST(MPI_Comm_disconnect(&parent));
  CHECK(parent == MPI_COMM_NULL);
  MPI_Finalize();
  return failures != 0;
}

static void parentOf(const char *program) {
  char child[] = "child", words[] = "two words", none[] = "";
  char *arguments[] = {child, words, none, NULL};
  MPI_Comm children, merged;
  int codes[kChildren] = {-1, -1}, count = 0, isInter = 0;
  MUST(MPI_Comm_spawn(program, arguments, kChildren, MPI_INFO_NULL, 0, MPI_COMM_WORLD, &children, codes));
  for (int i = 0; i < kChildren; i++) CHECK(codes[i] == MPI_SUCCESS);
  MUST(MPI_Comm_test_inter(children, &isInter));
  MUST(MPI_Comm_remote_size(children, &count));
  CHECK(isInter && count == kChildren);
  for (int i = 0; me == 0 && i < kChildren; i++) {
    int value = 100 + i;
    MUST(MPI_Send(&value, 1, MPI_INT, i, 1, children));
  }
  for (int i = 0; me == 0 && i < kChildren; i++) {
    int report[4] = {-1, -1, -1, -1};
    MUST(MPI_Recv(report, 4, MPI_INT, i, 2, children, MPI_STATUS_IGNORE));
    CHECK(report[3] == 0);
    say("child %d of %d, of %d parents", report[0], report[1], report[2]);
  }
  MUST(MPI_Intercomm_merge(children, 0, &merged));
  int one = 1, sum = 0;
  MUST(MPI_Allreduce(&one, &sum, 1, MPI_INT, MPI_SUM, merged));
  CHECK(sum == np + kChildren);
  MUST(MPI_Comm_free(&merged));
  MUST(MPI_Comm_disconnect(&children));
  CHECK(children == MPI_COMM_NULL);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm parent = MPI_COMM_NULL;
  MUST(MPI_Comm_get_parent(&parent));
  if (parent != MPI_COMM_NULL) return child(parent, argc, argv);
  parentOf(argv[0]);
  return finish("spawn");
}
