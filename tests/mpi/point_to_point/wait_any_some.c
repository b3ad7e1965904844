// MPI-3.1 3.7.5: Waitany and Waitsome: each request completes once, with its own index and status.
// functions: MPI_Waitany MPI_Waitsome MPI_Wait
#include "support.h"

enum { kCount = 12 };
static int out[kCount], in[kCount];
static MPI_Request receives[kCount], sends[kCount];

static void post(int left, int right, int base) {
  for (int i = 0; i < kCount; i++) {
    out[i] = pattern(me, right, base + i), in[i] = -1;
    MUST(MPI_Irecv(&in[i], 1, MPI_INT, left, base + i, MPI_COMM_WORLD, &receives[i]));
  }
  for (int i = kCount - 1; i >= 0; i--)
    MUST(MPI_Isend(&out[i], 1, MPI_INT, right, base + i, MPI_COMM_WORLD, &sends[i]));
}

static void any(int left) {
  int seen[kCount] = {0}, index = -1;
  MPI_Status status;
  for (int k = 0; k < kCount; k++) {
    MUST(MPI_Waitany(kCount, receives, &index, &status));
    CHECK(index >= 0 && index < kCount && !seen[index]);
    if (index < 0 || index >= kCount) return;
    seen[index] = 1;
    CHECK(status.MPI_SOURCE == left && status.MPI_TAG == 100 + index);
    CHECK(in[index] == pattern(left, me, 100 + index));
    CHECK(receives[index] == MPI_REQUEST_NULL);
  }
  MUST(MPI_Waitany(kCount, receives, &index, &status));
  CHECK(index == MPI_UNDEFINED);
  MUST(MPI_Waitany(0, NULL, &index, &status));
  CHECK(index == MPI_UNDEFINED);
  say("any %u", hashBytes(in, sizeof in));
}

static void some(int left) {
  int indices[kCount], done = 0, completed = -1;
  MPI_Status statuses[kCount];
  while (done < kCount) {
    MUST(MPI_Waitsome(kCount, receives, &completed, indices, statuses));
    CHECK(completed > 0 && completed <= kCount - done);
    if (completed <= 0) return;
    for (int k = 0; k < completed; k++) {
      int index = indices[k];
      CHECK(statuses[k].MPI_SOURCE == left && statuses[k].MPI_TAG == 200 + index);
      CHECK(in[index] == pattern(left, me, 200 + index));
      CHECK(receives[index] == MPI_REQUEST_NULL);
    }
    done += completed;
  }
  MUST(MPI_Waitsome(kCount, receives, &completed, indices, MPI_STATUSES_IGNORE));
  CHECK(completed == MPI_UNDEFINED);
  say("some %d", done);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  int right = (me + 1) % np, left = (me + np - 1) % np;
  post(left, right, 100);
  any(left);
  for (int i = 0; i < kCount; i++) MUST(MPI_Wait(&sends[i], MPI_STATUS_IGNORE));
  post(left, right, 200);
  some(left);
  MUST(MPI_Waitall(kCount, sends, MPI_STATUSES_IGNORE));
  return finish("wait_any_some");
}
