// Dot product of floats in the first-level cache, by vectors with four sums.
#include "bench.h"
#include "vectors.h"

enum { kSweeps = 1000000 };
static float *left, *right;

static void prepare(int size) {
  if (!left) left = allocate((size_t)size * sizeof *left), right = allocate((size_t)size * sizeof *right);
  for (int i = 0; i < size; i++) left[i] = (float)(i % 7) * 0.25f, right[i] = (float)(i % 5) * 0.5f;
}

__attribute__((noinline)) static float dot(const float *x, const float *y, int size) {
  Floats sums[4];
  for (int k = 0; k < 4; k++) sums[k] = splatFloats(0);
  for (int i = 0; i < size; i += 16)
    for (int k = 0; k < 4; k++)
      sums[k] = addFloats(sums[k], multiplyFloats(loadFloats(x + i + 4 * k), loadFloats(y + i + 4 * k)));
  float lanes[4];
  storeFloats(lanes, addFloats(addFloats(sums[0], sums[1]), addFloats(sums[2], sums[3])));
  return lanes[0] + lanes[1] + lanes[2] + lanes[3];
}

static double run(int size) {
  double sum = 0;
  for (int sweep = 0; sweep < kSweeps; sweep++) {
    left[sweep % size] += 0.125f;  // each sweep has another result
    sum += dot(left, right, size & ~15);
  }
  return sum;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"simd_dot", 2048, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
