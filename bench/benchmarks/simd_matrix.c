// Products of 4x4 matrices of floats, one after another: each row of the result is a sum of the right
// factor's rows.
#include "bench.h"
#include "vectors.h"

enum { kSweeps = 300000 };
static float *left, *right, *product;

static void prepare(int size) {
  size_t byteSize = (size_t)size * 16 * sizeof(float);
  if (!left) left = allocate(byteSize), right = allocate(byteSize), product = allocate(byteSize);
  for (int i = 0; i < size * 16; i++) left[i] = (float)(i % 7) * 0.25f, right[i] = (float)(i % 5) * 0.5f;
}

static inline Floats row(Floats factors, const Floats *rows) {
  return addFloats(addFloats(multiplyFloats(splatLane(factors, 0), rows[0]), multiplyFloats(splatLane(factors, 1), rows[1])),
                   addFloats(multiplyFloats(splatLane(factors, 2), rows[2]), multiplyFloats(splatLane(factors, 3), rows[3])));
}

__attribute__((noinline)) static void multiply(float *restrict out, const float *restrict a, const float *restrict b,
                                               int count) {
  for (int i = 0; i < count; i++, out += 16, a += 16, b += 16) {
    const Floats rows[4] = {loadFloats(b), loadFloats(b + 4), loadFloats(b + 8), loadFloats(b + 12)};
    for (int k = 0; k < 4; k++) storeFloats(out + 4 * k, row(loadFloats(a + 4 * k), rows));
  }
}

static double run(int size) {
  for (int sweep = 0; sweep < kSweeps; sweep++) {
    left[sweep % (size * 16)] += 0.125f;  // each sweep has another result
    multiply(product, left, right, size);
  }
  double sum = 0;
  for (int i = 0; i < size * 16; i++) sum += product[i];
  return sum;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"simd_matrix", 128, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
