// MPI-3.1 6.4: duplicates are congruent, keep messages apart, are made in every way and freed.
// functions: MPI_Comm_dup MPI_Comm_idup MPI_Comm_dup_with_info MPI_Comm_compare MPI_Comm_free
// functions: MPI_Comm_group MPI_Comm_rank MPI_Comm_size MPI_Comm_test_inter MPI_Group_free
#include "support.h"

static const char *relation(int value) {
  if (value == MPI_IDENT) return "ident";
  if (value == MPI_CONGRUENT) return "congruent";
  if (value == MPI_SIMILAR) return "similar";
  return value == MPI_UNEQUAL ? "unequal" : "unknown";
}

static void compareWithWorld(const char *what, MPI_Comm comm) {
  int value = -1, rank = -1, size = -1, inter = -1;
  MUST(MPI_Comm_compare(MPI_COMM_WORLD, comm, &value));
  MUST(MPI_Comm_rank(comm, &rank));
  MUST(MPI_Comm_size(comm, &size));
  MUST(MPI_Comm_test_inter(comm, &inter));
  CHECK(inter == 0);
  say("%s: %s, rank %d of %d", what, relation(value), rank, size);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm copy, later, withInfo, reversed, copies[100];
  MPI_Request request;
  compareWithWorld("world", MPI_COMM_WORLD);
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &copy));
  compareWithWorld("dup", copy);
  MUST(MPI_Comm_idup(MPI_COMM_WORLD, &later, &request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  compareWithWorld("idup", later);
  MUST(MPI_Comm_dup_with_info(MPI_COMM_WORLD, MPI_INFO_NULL, &withInfo));
  compareWithWorld("dup_with_info", withInfo);
  MUST(MPI_Comm_split(MPI_COMM_WORLD, 0, np - me, &reversed));
  compareWithWorld("reversed", reversed);
  compareWithWorld("self", MPI_COMM_SELF);

  MPI_Group worldGroup, copyGroup;
  int value = -1;
  MUST(MPI_Comm_group(MPI_COMM_WORLD, &worldGroup));
  MUST(MPI_Comm_group(copy, &copyGroup));
  MUST(MPI_Group_compare(worldGroup, copyGroup, &value));
  CHECK(value == MPI_IDENT);
  MUST(MPI_Group_free(&worldGroup));
  MUST(MPI_Group_free(&copyGroup));

  int sum = 0;
  for (int i = 0; i < 100; i++) MUST(MPI_Comm_dup(i ? copies[i - 1] : copy, &copies[i]));
  MUST(MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, copies[99]));
  CHECK(sum == np * (np - 1) / 2);
  for (int i = 0; i < 100; i++) {
    MUST(MPI_Comm_free(&copies[i]));
    CHECK(copies[i] == MPI_COMM_NULL);
  }
  say("a hundred copies: %d", sum);
  MUST(MPI_Comm_free(&copy));
  MUST(MPI_Comm_free(&later));
  MUST(MPI_Comm_free(&withInfo));
  MUST(MPI_Comm_free(&reversed));
  return finish("dup_and_compare");
}
