// Many operations alive at once, of few functions; each keeps its own function and commutativity.
// functions: MPI_Op_create MPI_Op_free MPI_Op_commutative MPI_Allreduce
#include "support.h"

#define OPERATION(name, expression)                                                  \
  static void name(void *in, void *inout, int *length, MPI_Datatype *type) {         \
    (void)type;                                                                      \
    const int *a = in;                                                               \
    int *b = inout;                                                                  \
    for (int i = 0; i < *length; i++) b[i] = (expression);                           \
  }
OPERATION(add, a[i] + b[i])
OPERATION(larger, a[i] > b[i] ? a[i] : b[i])
OPERATION(smaller, a[i] < b[i] ? a[i] : b[i])
OPERATION(both, a[i] & b[i])
OPERATION(either, a[i] | b[i])
OPERATION(differ, a[i] ^ b[i])
#undef OPERATION

int main(int argc, char **argv) {
  start(&argc, &argv);
  MPI_User_function *functions[6] = {add, larger, smaller, both, either, differ};
  MPI_Op twins[6] = {MPI_SUM, MPI_MAX, MPI_MIN, MPI_BAND, MPI_BOR, MPI_BXOR};
  enum { kOps = 300 };
  MPI_Op ops[kOps];
  for (int k = 0; k < kOps; k++) MUST(MPI_Op_create(functions[k % 6], k % 2, &ops[k]));
  unsigned sum = 0;
  for (int k = 0; k < kOps; k++) {
    int own[2] = {pattern(me, k, 1), pattern(k, me, 2)}, result[2], want[2], commutative = -1;
    MUST(MPI_Op_commutative(ops[k], &commutative));
    CHECK(commutative == k % 2);
    MUST(MPI_Allreduce(own, result, 2, MPI_INT, ops[k], MPI_COMM_WORLD));
    MUST(MPI_Allreduce(own, want, 2, MPI_INT, twins[k % 6], MPI_COMM_WORLD));
    CHECK(result[0] == want[0] && result[1] == want[1]);
    sum = sum * 31 + hashBytes(result, sizeof result);
  }
  for (int k = 0; k < kOps; k++) MUST(MPI_Op_free(&ops[k]));
  // Creating and freeing in turn reuses handles without exhausting anything.
  for (int k = 0; k < 5000; k++) {
    MPI_Op op;
    MUST(MPI_Op_create(functions[k % 6], 1, &op));
    MUST(MPI_Op_free(&op));
  }
  say("%d operations: %u", kOps, sum);
  return finish("user_op_many");
}
