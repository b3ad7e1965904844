// MPI-3.1 6.3: ranges with positive and negative strides; translation between groups, PROC_NULL and
// members that are missing on the other side.
// functions: MPI_Group_range_incl MPI_Group_range_excl MPI_Group_translate_ranks MPI_Group_compare
// functions: MPI_Group_size MPI_Group_free
#include "support.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Group world, reversed, odd, rest;
  MUST(MPI_Comm_group(MPI_COMM_WORLD, &world));
  int backwards[1][3] = {{np - 1, 0, -1}};
  MUST(MPI_Group_range_incl(world, 1, backwards, &reversed));
  int relation = -1, size = -1;
  MUST(MPI_Group_compare(world, reversed, &relation));
  CHECK(relation == (np == 1 ? MPI_IDENT : MPI_SIMILAR));
  int evens[1][3] = {{0, np - 1, 2}};
  MUST(MPI_Group_range_excl(world, 1, evens, &odd));
  MUST(MPI_Group_size(odd, &size));
  CHECK(size == np / 2);
  int pieces[2][3] = {{np - 1, np - 1, 1}, {0, np - 2, 1}};
  MUST(MPI_Group_range_incl(world, np > 1 ? 2 : 1, pieces, &rest));
  MUST(MPI_Group_size(rest, &size));
  CHECK(size == np);

  int asked[65], answers[65];
  for (int r = 0; r < np; r++) asked[r] = r;
  asked[np] = MPI_PROC_NULL;
  MUST(MPI_Group_translate_ranks(world, np + 1, asked, reversed, answers));
  for (int r = 0; r < np; r++) CHECK(answers[r] == np - 1 - r);
  CHECK(answers[np] == MPI_PROC_NULL);
  MUST(MPI_Group_translate_ranks(world, np, asked, odd, answers));
  for (int r = 0; r < np; r++) CHECK(answers[r] == (r % 2 ? r / 2 : MPI_UNDEFINED));
  MUST(MPI_Group_translate_ranks(rest, np, asked, world, answers));
  for (int r = 0; r < np; r++) CHECK(answers[r] == (r == 0 ? np - 1 : r - 1));
  MUST(MPI_Group_translate_ranks(rest, 0, NULL, world, NULL));
  say("odd ranks %d, last first %d", np / 2, answers[0]);
  MUST(MPI_Group_free(&reversed));
  if (odd != MPI_GROUP_EMPTY) MUST(MPI_Group_free(&odd));
  MUST(MPI_Group_free(&rest));
  MUST(MPI_Group_free(&world));
  return finish("ranges_and_translation");
}
