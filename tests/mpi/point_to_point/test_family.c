// MPI-3.1 3.7.3, 3.7.5: Test, Testany, Testsome, Testall: false before the message, true after it.
// functions: MPI_Test MPI_Testany MPI_Testsome MPI_Testall
#include "support.h"

enum { kCount = 8 };
static int out[kCount], in[kCount];
static MPI_Request receives[kCount], sends[kCount];
static MPI_Status statuses[kCount];
static int left, right;

static void postReceives(int base) {
  for (int i = 0; i < kCount; i++) {
    in[i] = -1;
    MUST(MPI_Irecv(&in[i], 1, MPI_INT, left, base + i, MPI_COMM_WORLD, &receives[i]));
  }
}

static void postSends(int base) {
  for (int i = 0; i < kCount; i++) {
    out[i] = pattern(me, right, base + i);
    MUST(MPI_Isend(&out[i], 1, MPI_INT, right, base + i, MPI_COMM_WORLD, &sends[i]));
  }
}

static void finishRound(int base) {
  for (int i = 0; i < kCount; i++) {
    CHECK(receives[i] == MPI_REQUEST_NULL && in[i] == pattern(left, me, base + i));
  }
  MUST(MPI_Waitall(kCount, sends, MPI_STATUSES_IGNORE));
  say("round %d: %u", base, hashBytes(in, sizeof in));
  MPI_Barrier(MPI_COMM_WORLD);
}

static void testEach(void) {
  int flag = 1;
  postReceives(100);
  MUST(MPI_Test(&receives[0], &flag, &statuses[0]));
  CHECK(flag == 0 && receives[0] != MPI_REQUEST_NULL);
  MPI_Barrier(MPI_COMM_WORLD);
  postSends(100);
  for (int i = 0; i < kCount; i++) {
    do MUST(MPI_Test(&receives[i], &flag, &statuses[i]));
    while (!flag);
    CHECK(statuses[i].MPI_SOURCE == left && statuses[i].MPI_TAG == 100 + i);
  }
  MUST(MPI_Test(&receives[0], &flag, &statuses[0]));  // a null request: true, empty status
  CHECK(flag && statuses[0].MPI_SOURCE == MPI_ANY_SOURCE && statuses[0].MPI_TAG == MPI_ANY_TAG);
  finishRound(100);
}

static void testAny(void) {
  int flag = 1, index = -1, done = 0;
  postReceives(200);
  MUST(MPI_Testany(kCount, receives, &index, &flag, &statuses[0]));
  CHECK(flag == 0 && index == MPI_UNDEFINED);
  MPI_Barrier(MPI_COMM_WORLD);
  postSends(200);
  while (done < kCount) {
    MUST(MPI_Testany(kCount, receives, &index, &flag, &statuses[0]));
    if (!flag) continue;
    CHECK(index >= 0 && index < kCount && statuses[0].MPI_TAG == 200 + index);
    done++;
  }
  MUST(MPI_Testany(kCount, receives, &index, &flag, MPI_STATUS_IGNORE));
  CHECK(flag && index == MPI_UNDEFINED);
  finishRound(200);
}

static void testSome(void) {
  int completed = -1, done = 0, indices[kCount];
  postReceives(300);
  MUST(MPI_Testsome(kCount, receives, &completed, indices, statuses));
  CHECK(completed == 0);
  MPI_Barrier(MPI_COMM_WORLD);
  postSends(300);
  while (done < kCount) {
    MUST(MPI_Testsome(kCount, receives, &completed, indices, statuses));
    for (int k = 0; k < completed; k++) CHECK(statuses[k].MPI_TAG == 300 + indices[k]);
    done += completed;
  }
  MUST(MPI_Testsome(kCount, receives, &completed, indices, MPI_STATUSES_IGNORE));
  CHECK(completed == MPI_UNDEFINED);
  finishRound(300);
}

static void testAll(void) {
  int flag = 1;
  postReceives(400);
  MUST(MPI_Testall(kCount, receives, &flag, statuses));
  CHECK(flag == 0);
  for (int i = 0; i < kCount; i++) CHECK(receives[i] != MPI_REQUEST_NULL);
  MPI_Barrier(MPI_COMM_WORLD);
  postSends(400);
  do MUST(MPI_Testall(kCount, receives, &flag, statuses));
  while (!flag);
  for (int i = 0; i < kCount; i++)
    CHECK(statuses[i].MPI_SOURCE == left && statuses[i].MPI_TAG == 400 + i);
  MUST(MPI_Testall(kCount, receives, &flag, MPI_STATUSES_IGNORE));
  CHECK(flag);
  finishRound(400);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  right = (me + 1) % np, left = (me + np - 1) % np;
  testEach();
  testAny();
  testSome();
  testAll();
  return finish("test_family");
}
