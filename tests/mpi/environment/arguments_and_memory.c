// Arguments reach the program unchanged through Init; memory from MPI_Alloc_mem is ordinary memory.
// ranks: 1 2
// functions: MPI_Init MPI_Alloc_mem MPI_Free_mem
// args: one "two words" -x=3
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  CHECK(argc == 4);
  for (int i = 1; i < argc; i++) say("argument %d: '%s'", i, argv[i]);
  int *block = NULL;
  MUST(MPI_Alloc_mem(4096 * (MPI_Aint)sizeof(int), MPI_INFO_NULL, &block));
  CHECK(block != NULL);
  for (int i = 0; i < 4096; i++) block[i] = pattern(me, 0, i);
  MUST(MPI_Sendrecv_replace(block, 4096, MPI_INT, (me + 1) % np, 0, (me + np - 1) % np, 0,
                            MPI_COMM_WORLD, MPI_STATUS_IGNORE));
  for (int i = 0; i < 4096; i++) CHECK(block[i] == pattern((me + np - 1) % np, 0, i));
  MUST(MPI_Free_mem(block));
  return finish("arguments_and_memory");
}
