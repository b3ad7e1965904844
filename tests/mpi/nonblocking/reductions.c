// MPI-3.1 5.12: nonblocking reductions, also of types whose operations the host's library lacks.
// ranks: 1 2 3 4
// functions: MPI_Ireduce MPI_Iallreduce MPI_Ireduce_scatter MPI_Ireduce_scatter_block MPI_Iscan
// functions: MPI_Iexscan
#include "support.h"

enum { kMost = 8, kLength = 300 };

static int own[kMost * kLength], reduced[kLength], all[kLength], prefix[kLength], before[kLength];
static int block[kLength], part[kLength];

/// The sum of element i over ranks [first, last).
static int sumOf(int first, int last, int i) {
  int sum = 0;
  for (int r = first; r < last; r++) sum += r * 1000 + i;
  return sum;
}

static void ints(void) {
  MPI_Request requests[6];
  int counts[kMost], first = 0;
  for (int i = 0; i < np * kLength; i++) own[i] = me * 1000 + i;
  for (int r = 0; r < np; r++) counts[r] = 10 + r;
  for (int r = 0; r < me; r++) first += counts[r];
  MUST(MPI_Ireduce(own, reduced, kLength, MPI_INT, MPI_SUM, np - 1, MPI_COMM_WORLD, &requests[0]));
  MUST(MPI_Iallreduce(own, all, kLength, MPI_INT, MPI_SUM, MPI_COMM_WORLD, &requests[1]));
  MUST(MPI_Ireduce_scatter(own, part, counts, MPI_INT, MPI_SUM, MPI_COMM_WORLD, &requests[2]));
  MUST(MPI_Ireduce_scatter_block(own, block, kLength, MPI_INT, MPI_SUM, MPI_COMM_WORLD,
                                 &requests[3]));
  MUST(MPI_Iscan(own, prefix, kLength, MPI_INT, MPI_SUM, MPI_COMM_WORLD, &requests[4]));
  MUST(MPI_Iexscan(own, before, kLength, MPI_INT, MPI_SUM, MPI_COMM_WORLD, &requests[5]));
#ifdef __wasm__
  memset(counts, 0x7F, sizeof counts);  // the sandbox has a copy
#endif
  MUST(MPI_Waitall(6, requests, MPI_STATUSES_IGNORE));
  for (int i = 0; i < kLength; i++) {
    if (me == np - 1) CHECK(reduced[i] == sumOf(0, np, i));
    CHECK(all[i] == sumOf(0, np, i));
    CHECK(block[i] == sumOf(0, np, me * kLength + i));
    CHECK(prefix[i] == sumOf(0, me + 1, i));
    if (me > 0) CHECK(before[i] == sumOf(0, me, i));
    if (i < 10 + me) CHECK(part[i] == sumOf(0, np, first + i));
  }
  say("ints %u %u %u %u", hashBytes(all, sizeof all), hashBytes(block, sizeof block),
      hashBytes(prefix, sizeof prefix), hashBytes(part, (size_t)(10 + me) * sizeof *part));
}

static void longDoubles(void) {
  long double mine[3] = {1.5L * (me + 1), -2.0L * me, 0.25L}, sum[3], most[3];
  struct {
    long double value;
    int rank;
  } here = {(long double)((me * 7 + 3) % np), me}, least;
  MPI_Request requests[3];
  MUST(MPI_Iallreduce(mine, sum, 3, MPI_LONG_DOUBLE, MPI_SUM, MPI_COMM_WORLD, &requests[0]));
  MUST(MPI_Iscan(mine, most, 3, MPI_LONG_DOUBLE, MPI_MAX, MPI_COMM_WORLD, &requests[1]));
  MUST(MPI_Iallreduce(&here, &least, 1, MPI_LONG_DOUBLE_INT, MPI_MINLOC, MPI_COMM_WORLD,
                      &requests[2]));
  MUST(MPI_Waitall(3, requests, MPI_STATUSES_IGNORE));
  CHECK(sum[0] == 1.5L * np * (np + 1) / 2 && sum[2] == 0.25L * np);
  CHECK(most[0] == 1.5L * (me + 1) && most[1] == 0.0L);
  say("long doubles %g %g %g, least %g at %d", (double)sum[0], (double)sum[1], (double)most[0],
      (double)least.value, least.rank);
}

static void inPlaceAndLongs(void) {
  long values[4] = {me, me + 1, -me, 100L * me}, sums[4];
  MPI_Request request;
  memcpy(sums, values, sizeof sums);
  MUST(MPI_Iallreduce(MPI_IN_PLACE, sums, 4, MPI_LONG, MPI_SUM, MPI_COMM_WORLD, &request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  CHECK(sums[0] == (long)np * (np - 1) / 2 && sums[3] == 100 * sums[0]);
  if (me == 0) memcpy(sums, values, sizeof sums);
  MUST(MPI_Ireduce(me == 0 ? MPI_IN_PLACE : values, sums, 4, MPI_LONG, MPI_MAX, 0, MPI_COMM_WORLD,
                   &request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  if (me == 0) CHECK(sums[0] == np - 1 && sums[2] == 0);
  say("longs %ld %ld", sums[0], sums[3]);
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  ints();
  longDoubles();
  inPlaceAndLongs();
  return finish("reductions");
}
