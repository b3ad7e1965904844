// The operations that give a request: each is waited for by itself.
// ranks: 1 2 3 4
// functions: MPI_Rput MPI_Rget MPI_Raccumulate MPI_Rget_accumulate
#include "windows.h"

int main(int argc, char **argv) {
  start(&argc, &argv);
  enum { kCount = 32 };
  WINDOW_MEMORY int cells[2 * kCount] = {0};
  int mine[kCount], seen[kCount], ones[kCount], back[kCount];
  const int to = (me + 1) % np, from = (me + np - 1) % np;
  MPI_Win win;
  MPI_Request requests[2], request;
  MPI_Status statuses[2];
  for (int i = 0; i < kCount; i++) {
    mine[i] = pattern(me, to, i);
    ones[i] = 1;
    back[i] = -1;
  }
  MUST(MPI_Win_create(cells, sizeof cells, sizeof *cells, MPI_INFO_NULL, MPI_COMM_WORLD, &win));
  MUST(MPI_Win_lock_all(0, win));
  MUST(MPI_Rput(mine, kCount / 2, MPI_INT, to, 0, kCount / 2, MPI_INT, win, &requests[0]));
  MUST(MPI_Rput(mine + kCount / 2, kCount / 2, MPI_INT, to, kCount / 2, kCount / 2, MPI_INT, win,
                &requests[1]));
  MUST(MPI_Waitall(2, requests, statuses));
  CHECK(requests[0] == MPI_REQUEST_NULL && requests[1] == MPI_REQUEST_NULL);
  MUST(MPI_Win_flush(to, win));
  MUST(MPI_Rget(seen, kCount, MPI_INT, to, 0, kCount, MPI_INT, win, &request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  for (int i = 0; i < kCount; i++) CHECK(seen[i] == mine[i]);
  MUST(MPI_Raccumulate(ones, kCount, MPI_INT, to, kCount, kCount, MPI_INT, MPI_SUM, win, &request));
  int isDone = 0;
  while (!isDone) MUST(MPI_Test(&request, &isDone, MPI_STATUS_IGNORE));
  MUST(MPI_Win_flush(to, win));
  MUST(MPI_Rget_accumulate(ones, kCount, MPI_INT, back, kCount, MPI_INT, to, kCount, kCount, MPI_INT,
                           MPI_SUM, win, &request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  for (int i = 0; i < kCount; i++) CHECK(back[i] == 1);
  MUST(MPI_Rput(mine, 1, MPI_INT, MPI_PROC_NULL, 0, 1, MPI_INT, win, &request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  MUST(MPI_Win_unlock_all(win));
  MUST(MPI_Barrier(MPI_COMM_WORLD));
  MUST(MPI_Win_lock(MPI_LOCK_SHARED, me, 0, win));
  for (int i = 0; i < kCount; i++) CHECK(cells[i] == pattern(from, me, i) && cells[kCount + i] == 2);
  MUST(MPI_Win_unlock(me, win));
  say("cells %u", hashBytes(cells, sizeof cells));
  MUST(MPI_Win_free(&win));
  return finish("requests");
}
