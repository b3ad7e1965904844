// Dense matrix product in double precision, rows of the result built from rows of the right factor.
#include "bench.h"

static double *left, *right, *product;

static void prepare(int size) {
  size_t byteSize = (size_t)size * (size_t)size * sizeof(double);
  if (!left) left = allocate(byteSize), right = allocate(byteSize), product = allocate(byteSize);
  for (int i = 0; i < size * size; i++)
    left[i] = (i % 13) * 0.25, right[i] = (i % 17) * 0.125, product[i] = 0;
}

__attribute__((noinline)) static void multiply(double *restrict out, const double *restrict x,
                                               const double *restrict y, int size) {
  for (int i = 0; i < size; i++)
    for (int k = 0; k < size; k++) {
      double factor = x[i * size + k];
      for (int j = 0; j < size; j++) out[i * size + j] += factor * y[k * size + j];
    }
}

static double run(int size) {
  multiply(product, left, right, size);
  double sum = 0;
  for (int i = 0; i < size * size; i++) sum += product[i] * (i % 3);
  return sum;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"matmul", 960, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
