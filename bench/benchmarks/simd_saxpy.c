// y = a * x + y over floats in the first-level cache, by vectors.
#include "bench.h"
#include "vectors.h"

enum { kSweeps = 1000000 };
static float *x, *y;

static void prepare(int size) {
  if (!x) x = allocate((size_t)size * sizeof *x), y = allocate((size_t)size * sizeof *y);
  for (int i = 0; i < size; i++) x[i] = (float)(i % 7) * 0.25f, y[i] = (float)(i % 5) * 0.5f;
}

__attribute__((noinline)) static void saxpy(float *restrict out, const float *restrict in, float factor, int size) {
  Floats factors = splatFloats(factor);
  for (int i = 0; i < size; i += 4)
    storeFloats(out + i, addFloats(multiplyFloats(factors, loadFloats(in + i)), loadFloats(out + i)));
}

static double run(int size) {
  for (int sweep = 0; sweep < kSweeps; sweep++) saxpy(y, x, sweep % 2 ? 0.5f : -0.5f, size & ~3);
  double sum = 0;
  for (int i = 0; i < size; i++) sum += y[i];
  return sum;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"simd_saxpy", 2048, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
