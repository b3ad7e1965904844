// The MPIWasm ABI: every operation and type of its header, and operations of the program's own.
// functions: MPI_Allreduce MPI_Scan MPI_Op_create MPI_Op_free MPI_Reduce_scatter
// abi: legacy
#include "support.h"

#define SUM_OF(type, handle)                                                          \
  do {                                                                                \
    type own = (type)(me + 1), sum = 0;                                               \
    int byteSize = 0;                                                                 \
    MUST(MPI_Allreduce(&own, &sum, 1, handle, MPI_SUM, MPI_COMM_WORLD));              \
    MUST(MPI_Type_size(handle, &byteSize));                                           \
    CHECK(sum == (type)(np * (np + 1) / 2) && byteSize == (int)sizeof(type));         \
    say("%s %d", #handle, (int)sum);                                                  \
  } while (0)

static int calls = 0;

static void join(void *in, void *inout, int *length, MPI_Datatype *type) {
  if (*type == MPI_INT) calls++;
  for (int i = 0; i < *length; i++) {
    int *b = inout;
    b[i] = b[i] + 10 * ((const int *)in)[i];
  }
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  SUM_OF(int8_t, MPI_INT8_T);
  SUM_OF(int16_t, MPI_INT16_T);
  SUM_OF(int32_t, MPI_INT32_T);
  SUM_OF(int, MPI_INT);
  SUM_OF(int64_t, MPI_INT64_T);
  SUM_OF(uint8_t, MPI_UINT8_T);
  SUM_OF(uint16_t, MPI_UINT16_T);
  SUM_OF(uint32_t, MPI_UINT32_T);
  SUM_OF(unsigned, MPI_UNSIGNED);
  SUM_OF(uint64_t, MPI_UINT64_T);
  SUM_OF(long, MPI_LONG);
  SUM_OF(long long, MPI_LONG_LONG);
  SUM_OF(long long, MPI_LONG_LONG_INT);
  SUM_OF(float, MPI_FLOAT);
  SUM_OF(double, MPI_DOUBLE);

  int own = me + 1, result[8];
  MPI_Op ops[8] = {MPI_MAX, MPI_MIN, MPI_SUM, MPI_PROD, MPI_LAND, MPI_LOR, MPI_BAND, MPI_BOR};
  for (int i = 0; i < 8; i++)
    MUST(MPI_Allreduce(&own, &result[i], 1, MPI_INT, ops[i], MPI_COMM_WORLD));
  say("%d %d %d %d %d %d %d %d", result[0], result[1], result[2], result[3], !!result[4],
      !!result[5], result[6], result[7]);
  struct {
    double value;
    int index;
  } pair = {me % 3 * 1.5, me}, most, least;
  MUST(MPI_Allreduce(&pair, &most, 1, MPI_DOUBLE_INT, MPI_MAXLOC, MPI_COMM_WORLD));
  MUST(MPI_Allreduce(&pair, &least, 1, MPI_DOUBLE_INT, MPI_MINLOC, MPI_COMM_WORLD));
  say("max %.1f at %d, min %.1f at %d", most.value, most.index, least.value, least.index);

  MPI_Op op;
  int digits = me, joined = 0;
  MUST(MPI_Op_create(join, 0, &op));
  MUST(MPI_Scan(&digits, &joined, 1, MPI_INT, op, MPI_COMM_WORLD));
  CHECK(me == 0 || calls > 0);
  say("joined %d", joined);
  MUST(MPI_Op_free(&op));
  int ones[64], parts[64], all = -1;
  for (int i = 0; i < np; i++) ones[i] = 1, parts[i] = me * i;
  MUST(MPI_Reduce_scatter(parts, &all, ones, MPI_INT, MPI_SUM, MPI_COMM_WORLD));
  CHECK(all == me * (np * (np - 1) / 2));
  MUST(MPI_Allreduce(MPI_IN_PLACE, &all, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD));
  say("in place %d", all);
  return finish("reductions");
}
