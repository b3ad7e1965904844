// MPI-3.1 8.7: argc and argv may be NULL; the highest level may be refused but not misreported.
// ranks: 1 2
// functions: MPI_Init_thread MPI_Query_thread
#include "support.h"

int main(void) {
  int provided = -1, queried = -1;
  MUST(MPI_Init_thread(NULL, NULL, MPI_THREAD_MULTIPLE, &provided));
  MPI_Comm_rank(MPI_COMM_WORLD, &me);
  MPI_Comm_size(MPI_COMM_WORLD, &np);
  CHECK(provided >= MPI_THREAD_SINGLE && provided <= MPI_THREAD_MULTIPLE);
  MUST(MPI_Query_thread(&queried));
  CHECK(queried == provided);
  int sum = 0;
  MUST(MPI_Allreduce(&me, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD));
  say("sum of ranks %d", sum);
  return finish("init_thread_null_arguments");
}
