// MPI-3.1 13.4.4: data access with the shared file pointer. What the ranks write in no order is looked
// at as a whole; the ordered forms in rank order.
// ranks: 1 2 3 4
// dir: scratch unordered
// functions: MPI_File_read_shared MPI_File_write_shared MPI_File_iread_shared MPI_File_iwrite_shared
// functions: MPI_File_read_ordered MPI_File_write_ordered
// functions: MPI_File_read_ordered_begin MPI_File_read_ordered_end
// functions: MPI_File_write_ordered_begin MPI_File_write_ordered_end
// functions: MPI_File_seek_shared MPI_File_get_position_shared
#include "files.h"

static int block[kBlock];

static MPI_Offset position(MPI_File file) {
  MPI_Offset shared = -1;
  MPI_Barrier(MPI_COMM_WORLD);
  MUST(MPI_File_get_position_shared(file, &shared));
  MPI_Barrier(MPI_COMM_WORLD);
  return shared;
}

/// The sum of all numbers of `blocks` blocks, which does not tell their order.
static long long sumOf(MPI_File file, int first, int blocks) {
  long long sum = 0;
  for (int b = 0; b < blocks; b++) {
    MUST(MPI_File_read_at(file, (MPI_Offset)kBlock * (first + b), block, kBlock, MPI_INT, MPI_STATUS_IGNORE));
    for (int i = 0; i < kBlock; i++) sum += block[i];
  }
  return sum;
}

static void writing(MPI_File file) {
  MPI_Status status;
  MPI_Request request;
  fill(block, me, 0);
  MUST(MPI_File_write_shared(file, block, kBlock, MPI_INT, &status));
  checkCount(&status, kBlock);
  fill(block, me, 1);
  MUST(MPI_File_iwrite_shared(file, block, kBlock, MPI_INT, &request));
  MUST(MPI_Wait(&request, &status));
  checkCount(&status, kBlock);
  say("shared: at %lld", (long long)position(file));
  fill(block, me, 2);
  MUST(MPI_File_write_ordered(file, block, kBlock, MPI_INT, &status));
  checkCount(&status, kBlock);
  fill(block, me, 3);
  MUST(MPI_File_write_ordered_begin(file, block, kBlock, MPI_INT));
  MUST(MPI_File_write_ordered_end(file, block, &status));
  say("ordered: at %lld", (long long)position(file));
}

static void reading(MPI_File file) {
  MPI_Status status;
  MPI_Request request;
  MUST(MPI_File_seek_shared(file, 2 * np * kBlock, MPI_SEEK_SET));
  MUST(MPI_File_read_ordered(file, block, kBlock, MPI_INT, &status));
  checkCount(&status, kBlock);
  check(block, me, 2);
  MUST(MPI_File_read_ordered_begin(file, block, kBlock, MPI_INT));
  MUST(MPI_File_read_ordered_end(file, block, &status));
  check(block, me, 3);
  say("read: at %lld", (long long)position(file));
  MUST(MPI_File_seek_shared(file, -2 * np * kBlock, MPI_SEEK_CUR));
  say("back: at %lld", (long long)position(file));
  MUST(MPI_File_seek_shared(file, 0, MPI_SEEK_SET));
  MPI_Barrier(MPI_COMM_WORLD);
  // Each rank gets two blocks of others or its own; together they are all.
  long long sum = 0, total = 0;
  MUST(MPI_File_read_shared(file, block, kBlock, MPI_INT, &status));
  for (int i = 0; i < kBlock; i++) sum += block[i];
  MUST(MPI_File_iread_shared(file, block, kBlock, MPI_INT, &request));
  MUST(MPI_Wait(&request, MPI_STATUS_IGNORE));
  for (int i = 0; i < kBlock; i++) sum += block[i];
  MPI_Allreduce(&sum, &total, 1, MPI_LONG_LONG, MPI_SUM, MPI_COMM_WORLD);
  say("together: %lld", total);
  CHECK(total == sumOf(file, 0, 2 * np));
  say("at the end: %lld", (long long)position(file));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_File file = create("shared");
  MUST(MPI_File_set_view(file, 0, MPI_INT, MPI_INT, "native", MPI_INFO_NULL));
  writing(file);
  settle(file);
  reading(file);
  MUST(MPI_File_close(&file));
  return finish("shared_pointers");
}
