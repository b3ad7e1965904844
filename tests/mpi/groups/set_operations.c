// MPI-3.1 6.3: groups as ordered sets: incl, excl, union, intersection, difference, empty results.
// functions: MPI_Group_incl MPI_Group_excl MPI_Group_union MPI_Group_intersection
// functions: MPI_Group_difference MPI_Group_size MPI_Group_rank MPI_Group_translate_ranks
// functions: MPI_Group_compare MPI_Group_free MPI_Comm_group
#include "support.h"

static MPI_Group world;

/// Prints the members of `group` as ranks in MPI_COMM_WORLD, and this rank's place in it.
static void show(const char *what, MPI_Group group) {
  int size = -1, rank = -1, inner[64], outer[64];
  char text[256] = "";
  MUST(MPI_Group_size(group, &size));
  MUST(MPI_Group_rank(group, &rank));
  for (int i = 0; i < size; i++) inner[i] = i;
  MUST(MPI_Group_translate_ranks(group, size, inner, world, outer));
  for (int i = 0; i < size; i++)
    snprintf(text + strlen(text), sizeof text - strlen(text), " %d", outer[i]);
  if (rank == MPI_UNDEFINED) say("%s:%s; not in it", what, text);
  else say("%s:%s; place %d", what, text, rank);
  if (rank != MPI_UNDEFINED) CHECK(outer[rank] == me);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Group low, even, none, result;
  MUST(MPI_Comm_group(MPI_COMM_WORLD, &world));
  int lowRanks[64], evenRanks[64], lows = 0, evens = 0;
  for (int r = 0; r < (np + 1) / 2; r++) lowRanks[lows++] = r;
  for (int r = np - 1; r >= 0; r--)
    if (r % 2 == 0) evenRanks[evens++] = r;
  MUST(MPI_Group_incl(world, lows, lowRanks, &low));
  MUST(MPI_Group_incl(world, evens, evenRanks, &even));
  MUST(MPI_Group_incl(world, 0, NULL, &none));
  show("world", world);
  show("low", low);
  show("even", even);
  show("none", none);
  show("empty", MPI_GROUP_EMPTY);

  int relation = -1;
  MUST(MPI_Group_compare(none, MPI_GROUP_EMPTY, &relation));
  CHECK(relation == MPI_IDENT);
  MUST(MPI_Group_compare(world, world, &relation));
  CHECK(relation == MPI_IDENT);
  MUST(MPI_Group_compare(low, even, &relation));
  say("low and even: %s", relation == MPI_IDENT ? "ident" : relation == MPI_SIMILAR ? "similar" : "unequal");

#define SHOW(call, what) \
  do {                   \
    MUST(call);          \
    show(what, result);  \
    MUST(MPI_Group_free(&result)); \
  } while (0)
  SHOW(MPI_Group_union(low, even, &result), "low or even");
  SHOW(MPI_Group_union(even, low, &result), "even or low");
  SHOW(MPI_Group_intersection(low, even, &result), "low and even");
  SHOW(MPI_Group_intersection(even, low, &result), "even and low");
  SHOW(MPI_Group_difference(world, even, &result), "without even");
  SHOW(MPI_Group_difference(even, world, &result), "nothing");
  SHOW(MPI_Group_excl(world, lows, lowRanks, &result), "without low");
  SHOW(MPI_Group_excl(world, 0, NULL, &result), "without nobody");
#undef SHOW
  MUST(MPI_Group_free(&low));
  MUST(MPI_Group_free(&even));
  if (none != MPI_GROUP_EMPTY) MUST(MPI_Group_free(&none));
  MUST(MPI_Group_free(&world));
  CHECK(world == MPI_GROUP_NULL);
  return finish("set_operations");
}
