// Sparse matrix-vector product in compressed rows: the five-point matrix of a square grid and two
// far couplings a row, as in the power method.
#include "bench.h"

enum { kProducts = 60, kMostPerRow = 7 };
static int *rowStart, *column;
static double *entry, *x, *y;

static void prepare(int size) {
  int rows = size * size;
  if (!x) {
    rowStart = allocate(((size_t)rows + 1) * sizeof *rowStart);
    column = allocate((size_t)rows * kMostPerRow * sizeof *column);
    entry = allocate((size_t)rows * kMostPerRow * sizeof *entry);
    x = allocate((size_t)rows * sizeof *x);
    y = allocate((size_t)rows * sizeof *y);
  }
  unsigned long long state = 42;
  int count = 0;
  for (int row = 0; row < rows; row++) {
    const int near[5] = {row - size, row - 1, row, row + 1, row + size};
    rowStart[row] = count;
    for (int k = 0; k < 5; k++)
      if (near[k] >= 0 && near[k] < rows) column[count] = near[k], entry[count++] = k == 2 ? 4.5 : -1;
    for (int k = 0; k < 2; k++)
      column[count] = (int)(nextRandom(&state) % (unsigned)rows), entry[count++] = 0.25;
    x[row] = 1 + row % 5;
  }
  rowStart[rows] = count;
}

__attribute__((noinline)) static void multiply(double *restrict out, const double *restrict in,
                                               int rows) {
  for (int row = 0; row < rows; row++) {
    double sum = 0;
    for (int k = rowStart[row]; k < rowStart[row + 1]; k++) sum += entry[k] * in[column[k]];
    out[row] = sum;
  }
}

static double run(int size) {
  int rows = size * size;
  double norm = 0;
  for (int step = 0; step < kProducts; step++) {
    multiply(y, x, rows);
    norm = 0;
    for (int row = 0; row < rows; row++) norm = y[row] > norm ? y[row] : norm;
    for (int row = 0; row < rows; row++) x[row] = y[row] / (norm > 0 ? norm : 1);
  }
  double sum = 0;
  for (int row = 0; row < rows; row++) sum += x[row] * x[row];
  return sum + norm;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"spmv", 400, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
