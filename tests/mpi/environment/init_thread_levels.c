// MPI-3.1 12.4.3: the thread level asked for and the one given; levels are ordered.
// functions: MPI_Init_thread MPI_Query_thread MPI_Is_thread_main
#include "support.h"

int main(int argc, char **argv) {
  int provided = -1, queried = -1, isMain = 0, initialized = 0;
  CHECK(MPI_THREAD_SINGLE < MPI_THREAD_FUNNELED && MPI_THREAD_FUNNELED < MPI_THREAD_SERIALIZED &&
        MPI_THREAD_SERIALIZED < MPI_THREAD_MULTIPLE);
  MUST(MPI_Init_thread(&argc, &argv, MPI_THREAD_FUNNELED, &provided));
  MPI_Comm_rank(MPI_COMM_WORLD, &me);
  MPI_Comm_size(MPI_COMM_WORLD, &np);
  CHECK(provided == MPI_THREAD_SINGLE || provided == MPI_THREAD_FUNNELED ||
        provided == MPI_THREAD_SERIALIZED || provided == MPI_THREAD_MULTIPLE);
  MUST(MPI_Query_thread(&queried));
  CHECK(queried == provided);
  MUST(MPI_Is_thread_main(&isMain));
  CHECK(isMain == 1);
  MUST(MPI_Initialized(&initialized));
  CHECK(initialized == 1);
  say("at least funneled: %d", provided >= MPI_THREAD_FUNNELED);
  return finish("init_thread_levels");
}
