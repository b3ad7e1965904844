// MPI-3.1 5.9.5: operations of the program's own on predefined types, in every reducing collective.
// functions: MPI_Op_create MPI_Op_free MPI_Op_commutative MPI_Reduce MPI_Allreduce MPI_Scan
// functions: MPI_Exscan MPI_Reduce_scatter MPI_Reduce_scatter_block MPI_Reduce_local
#include "support.h"

static int badType = 0, badLength = 0, calls = 0;
static MPI_Datatype wanted;

/// Keeps the value with the larger remainder modulo 97, the larger value among equals.
static void largestRemainder(void *in, void *inout, int *length, MPI_Datatype *type) {
  const int *a = in;
  int *b = inout;
  calls++;
  if (*type != wanted) badType++;
  if (*length <= 0) badLength++;
  for (int i = 0; i < *length; i++) {
    int left = a[i] % 97, right = b[i] % 97;
    if (left > right || (left == right && a[i] > b[i])) b[i] = a[i];
  }
}

static int better(int a, int b) {
  int left = a % 97, right = b % 97;
  return left > right || (left == right && a > b) ? a : b;
}

static void addLongs(void *in, void *inout, int *length, MPI_Datatype *type) {
  if (*type != wanted) badType++;
  for (int i = 0; i < *length; i++) ((long *)inout)[i] += ((const long *)in)[i];
}

enum { kLength = 2000 };
static int own[kLength], result[kLength];

static int folded(int first, int last, int i) {
  int best = pattern(first, 3, 31 * i);
  for (int r = first + 1; r <= last; r++) best = better(best, pattern(r, 3, 31 * i));
  return best;
}

static void compareWith(const char *what, int first, int last, int offset, int count) {
  for (int i = 0; i < count; i++) CHECK(result[i] == folded(first, last, offset + i));
  say("%s %u", what, hashBytes(result, (size_t)count * sizeof *result));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_Op op, sum;
  int commutative = -1;
  MUST(MPI_Op_create(largestRemainder, 1, &op));
  MUST(MPI_Op_create(addLongs, 1, &sum));
  MUST(MPI_Op_commutative(op, &commutative));
  CHECK(commutative == 1);
  MUST(MPI_Op_commutative(MPI_SUM, &commutative));
  CHECK(commutative == 1);
  for (int i = 0; i < kLength; i++) own[i] = pattern(me, 3, 31 * i);
  wanted = MPI_INT;
  MUST(MPI_Allreduce(own, result, kLength, MPI_INT, op, MPI_COMM_WORLD));
  compareWith("allreduce", 0, np - 1, 0, kLength);
  MUST(MPI_Reduce(own, result, kLength, MPI_INT, op, np - 1, MPI_COMM_WORLD));
  if (me == np - 1) compareWith("reduce", 0, np - 1, 0, kLength);
  MUST(MPI_Scan(own, result, kLength, MPI_INT, op, MPI_COMM_WORLD));
  compareWith("scan", 0, me, 0, kLength);
  MUST(MPI_Exscan(own, result, kLength, MPI_INT, op, MPI_COMM_WORLD));
  if (me > 0) compareWith("exscan", 0, me - 1, 0, kLength);
  MUST(MPI_Reduce_scatter_block(own, result, kLength / np, MPI_INT, op, MPI_COMM_WORLD));
  compareWith("reduce_scatter_block", 0, np - 1, me * (kLength / np), kLength / np);
  int counts[64];
  for (int r = 0; r < np; r++) counts[r] = 10 * (r + 1);
  MUST(MPI_Reduce_scatter(own, result, counts, MPI_INT, op, MPI_COMM_WORLD));
  compareWith("reduce_scatter", 0, np - 1, 10 * (me * (me + 1) / 2), counts[me]);
  memcpy(result, own, sizeof result);
  int other[kLength];
  for (int i = 0; i < kLength; i++) other[i] = pattern(np, 3, 31 * i);
  MUST(MPI_Reduce_local(other, result, kLength, MPI_INT, op));
  for (int i = 0; i < kLength; i++) CHECK(result[i] == better(other[i], own[i]));
  say("reduce_local %u", hashBytes(result, sizeof result));
  CHECK(calls > 0 && badType == 0 && badLength == 0);

  // A type that shares its native representation with another one keeps its own name.
  wanted = MPI_LONG;
  long number = 5 + me, total = 0;
  MUST(MPI_Allreduce(&number, &total, 1, MPI_LONG, sum, MPI_COMM_WORLD));
  CHECK(total == 5L * np + np * (np - 1) / 2 && badType == 0);
  say("longs %ld", total);
  MUST(MPI_Op_free(&op));
  MUST(MPI_Op_free(&sum));
  CHECK(op == MPI_OP_NULL && sum == MPI_OP_NULL);
  return finish("user_op_basic");
}
