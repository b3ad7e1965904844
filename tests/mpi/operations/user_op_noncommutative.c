// MPI-3.1 5.9.5: a non-commutative operation (2x2 matrix product) on a derived type is applied in
// rank order; the datatype the function sees is the one the caller passed.
// functions: MPI_Op_create MPI_Op_commutative MPI_Reduce MPI_Allreduce MPI_Scan MPI_Op_free
// functions: MPI_Type_contiguous MPI_Type_size
#include "support.h"

typedef struct {
  uint64_t a, b, c, d;
} Matrix;

static MPI_Datatype matrixType;
static int badType = 0, badSize = 0;

static Matrix multiply(Matrix x, Matrix y) {
  Matrix z = {x.a * y.a + x.b * y.c, x.a * y.b + x.b * y.d, x.c * y.a + x.d * y.c,
              x.c * y.b + x.d * y.d};
  return z;
}

static void product(void *in, void *inout, int *length, MPI_Datatype *type) {
  int byteSize = 0;
  if (*type != matrixType) badType++;
  // Local MPI calls are allowed inside an operation.
  if (MPI_Type_size(*type, &byteSize) != MPI_SUCCESS || byteSize != (int)sizeof(Matrix)) badSize++;
  for (int i = 0; i < *length; i++)
    ((Matrix *)inout)[i] = multiply(((const Matrix *)in)[i], ((Matrix *)inout)[i]);
}

static Matrix of(int rank, int i) {
  Matrix m = {(uint64_t)rank + 1, (uint64_t)i + 2, 1, (uint64_t)(rank * i + 3)};
  return m;
}

enum { kLength = 64 };

static void compareWith(const char *what, const Matrix *result, int last) {
  for (int i = 0; i < kLength; i++) {
    Matrix want = of(0, i);
    for (int r = 1; r <= last; r++) want = multiply(want, of(r, i));
    CHECK(memcmp(&want, &result[i], sizeof want) == 0);
  }
  say("%s %u", what, hashBytes(result, kLength * sizeof *result));
}

int main(int argc, char **argv) {
  start(&argc, &argv);
  MUST(MPI_Type_contiguous(4, MPI_UINT64_T, &matrixType));
  MUST(MPI_Type_commit(&matrixType));
  MPI_Op op;
  int commutative = -1;
  MUST(MPI_Op_create(product, 0, &op));
  MUST(MPI_Op_commutative(op, &commutative));
  CHECK(commutative == 0);
  Matrix own[kLength], result[kLength];
  for (int i = 0; i < kLength; i++) own[i] = of(me, i);
  MUST(MPI_Allreduce(own, result, kLength, matrixType, op, MPI_COMM_WORLD));
  compareWith("allreduce", result, np - 1);
  for (int root = 0; root < np; root++) {
    MUST(MPI_Reduce(own, result, kLength, matrixType, op, root, MPI_COMM_WORLD));
    if (me == root) compareWith("reduce", result, np - 1);
  }
  MUST(MPI_Scan(own, result, kLength, matrixType, op, MPI_COMM_WORLD));
  compareWith("scan", result, me);
  CHECK(badType == 0 && badSize == 0);
  MUST(MPI_Op_free(&op));
  MUST(MPI_Type_free(&matrixType));
  return finish("user_op_noncommutative");
}
