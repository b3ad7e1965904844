// The MPIWasm ABI: communicators, groups, grids, types and memory of the module's own malloc.
// functions: MPI_Comm_split MPI_Comm_dup MPI_Comm_compare MPI_Comm_create MPI_Group_range_incl
// functions: MPI_Group_translate_ranks MPI_Cart_create MPI_Type_contiguous MPI_Alloc_mem
// abi: legacy
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Comm copy, half, even, shared, grid;
  int relation = -1, rank = -1, size = -1;
  MUST(MPI_Comm_dup(MPI_COMM_WORLD, &copy));
  MUST(MPI_Comm_compare(MPI_COMM_WORLD, copy, &relation));
  CHECK(relation == MPI_CONGRUENT);
  MUST(MPI_Comm_compare(MPI_COMM_WORLD, MPI_COMM_WORLD, &relation));
  CHECK(relation == MPI_IDENT);
  MUST(MPI_Comm_split(copy, me % 2, me, &half));
  MUST(MPI_Comm_rank(half, &rank));
  MUST(MPI_Comm_size(half, &size));
  say("half: %d of %d", rank, size);
  MUST(MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &shared));
  MUST(MPI_Comm_size(shared, &size));
  CHECK(size == np);

  MPI_Group world, evens;
  int range[1][3] = {{0, np - 1, 2}}, asked[64], answers[64];
  MUST(MPI_Comm_group(MPI_COMM_WORLD, &world));
  MUST(MPI_Group_range_incl(world, 1, range, &evens));
  for (int r = 0; r < np; r++) asked[r] = r;
  MUST(MPI_Group_translate_ranks(world, np, asked, evens, answers));
  for (int r = 0; r < np; r++) CHECK(answers[r] == (r % 2 ? MPI_UNDEFINED : r / 2));
  MUST(MPI_Comm_create(MPI_COMM_WORLD, evens, &even));
  CHECK((even == MPI_COMM_NULL) == (me % 2 != 0));
  if (even != MPI_COMM_NULL) MUST(MPI_Comm_free(&even));
  MUST(MPI_Group_free(&evens));
  MUST(MPI_Group_free(&world));

  int dims[1] = {np}, periods[1] = {1}, source = -1, destination = -1;
  MUST(MPI_Cart_create(MPI_COMM_WORLD, 1, dims, periods, 0, &grid));
  MUST(MPI_Cart_shift(grid, 0, 1, &source, &destination));
  CHECK(source == (me + np - 1) % np && destination == (me + 1) % np);

  MPI_Datatype triple;
  MUST(MPI_Type_contiguous(3, MPI_INT, &triple));
  MUST(MPI_Type_commit(&triple));
  int *block = NULL, all[64 * 3];
  MUST(MPI_Alloc_mem(3 * (MPI_Aint)sizeof(int), MPI_INFO_NULL, &block));
  for (int i = 0; i < 3; i++) block[i] = pattern(me, 0, i);
  MUST(MPI_Allgather(block, 1, triple, all, 1, triple, grid));
  for (int r = 0; r < np; r++)
    for (int i = 0; i < 3; i++) CHECK(all[3 * r + i] == pattern(r, 0, i));
  say("gathered %u", hashBytes(all, (size_t)np * 3 * sizeof(int)));
  MUST(MPI_Free_mem(block));
  MUST(MPI_Type_free(&triple));
  MUST(MPI_Comm_free(&grid));
  MUST(MPI_Comm_free(&shared));
  MUST(MPI_Comm_free(&half));
  MUST(MPI_Comm_free(&copy));
  return finish("communicators");
}
