// Synchronisation by groups: post, start, complete, wait and test; the window's group.
// ranks: 2 3 4
// functions: MPI_Win_start MPI_Win_complete MPI_Win_post MPI_Win_wait MPI_Win_test MPI_Win_get_group
#include "windows.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  WINDOW_MEMORY int cells[8] = {0};
  const int right = (me + 1) % np, left = (me + np - 1) % np;
  MPI_Win win;
  MPI_Group all, mine, rightGroup, leftGroup;
  MUST(MPI_Win_create(cells, sizeof cells, sizeof *cells, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MUST(MPI_Win_get_group(win, &all));
  MUST(MPI_Comm_group(MPI_COMM_WORLD, &mine));
  int relation = -1;
  MUST(MPI_Group_compare(all, mine, &relation));
  CHECK(relation == MPI_IDENT);
  MUST(MPI_Group_incl(all, 1, &right, &rightGroup));
  MUST(MPI_Group_incl(all, 1, &left, &leftGroup));

  // Each writes to its right neighbour, which waits; then tests.
  for (int round = 0; round < 4; round++) {
    const int value = pattern(me, right, round);
    MUST(MPI_Win_post(leftGroup, round % 2 ? MPI_MODE_NOSTORE : 0, win));
    MUST(MPI_Win_start(rightGroup, 0, win));
    MUST(MPI_Put(&value, 1, MPI_INT, right, round, 1, MPI_INT, win));
    MUST(MPI_Win_complete(win));
    int isDone = round % 2;
    if (isDone)
      MUST(MPI_Win_wait(win));
    while (!isDone)
      MUST(MPI_Win_test(win, &isDone));
    CHECK(cells[round] == pattern(left, me, round));
  }
  say("cells %u", hashBytes(cells, sizeof cells));

  // Rank 0 collects from all others at once.
  int sum = 0, part = 10 + me;
  cells[7] = part;
  MPI_Group root, others;
  const int zero = 0;
  MUST(MPI_Group_incl(all, 1, &zero, &root));
  MUST(MPI_Group_excl(all, 1, &zero, &others));
  if (me == 0) {
    int seen[8] = {0};
    MUST(MPI_Win_start(others, 0, win));
    for (int from = 1; from < np; from++)
      MUST(MPI_Get(&seen[from], 1, MPI_INT, from, 7, 1, MPI_INT, win));
    MUST(MPI_Win_complete(win));
    for (int from = 1; from < np; from++) sum += seen[from];
    say("sum %d", sum);
  } else {
    MUST(MPI_Win_post(root, MPI_MODE_NOPUT, win));
    MUST(MPI_Win_wait(win));
  }
  MUST(MPI_Win_free(&win));
  MPI_Group *groups[] = {&all, &mine, &rightGroup, &leftGroup, &root, &others};
  for (int i = 0; i < 6; i++) MUST(MPI_Group_free(groups[i]));
  return finish("start_complete");
}
