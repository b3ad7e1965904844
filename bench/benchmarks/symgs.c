// Symmetric Gauss-Seidel on the 27-point matrix of a cube, as HPCG smooths: each row needs the one before.
#include "bench.h"

enum { kSweeps = 12, kPerRow = 27 };
static int *counts, *columns;
static double *entries, *diagonal, *x, *b;

/// The couplings of a point with its neighbours in the cube; the row's sum is small and positive.
static void fillRow(int size, int row) {
  const int z = row / (size * size), y = row / size % size, x0 = row % size;
  int count = 0;
  for (int dz = -1; dz <= 1; dz++)
    for (int dy = -1; dy <= 1; dy++)
      for (int dx = -1; dx <= 1; dx++) {
        const int nz = z + dz, ny = y + dy, nx = x0 + dx;
        if (nz < 0 || nz >= size || ny < 0 || ny >= size || nx < 0 || nx >= size) continue;
        columns[row * kPerRow + count] = (nz * size + ny) * size + nx;
        entries[row * kPerRow + count++] = dz || dy || dx ? -1 : 26;
      }
  counts[row] = count;
  diagonal[row] = 26;
}

static void prepare(int size) {
  const int kRows = size * size * size;
  if (!x) {
    counts = allocate((size_t)kRows * sizeof *counts);
    columns = allocate((size_t)kRows * kPerRow * sizeof *columns);
    entries = allocate((size_t)kRows * kPerRow * sizeof *entries);
    diagonal = allocate((size_t)kRows * sizeof *diagonal);
    x = allocate((size_t)kRows * sizeof *x);
    b = allocate((size_t)kRows * sizeof *b);
  }
  for (int row = 0; row < kRows; row++) {
    fillRow(size, row);
    x[row] = 0, b[row] = 1 + row % 3;
  }
}

static void smoothRow(int row) {
  double sum = b[row];
  const double *entry = entries + row * kPerRow;
  const int *column = columns + row * kPerRow;
  for (int k = 0; k < counts[row]; k++) sum -= entry[k] * x[column[k]];
  x[row] = (sum + x[row] * diagonal[row]) / diagonal[row];
}

__attribute__((noinline)) static void smooth(int rows) {
  for (int row = 0; row < rows; row++) smoothRow(row);
  for (int row = rows - 1; row >= 0; row--) smoothRow(row);
}

static double run(int size) {
  const int kRows = size * size * size;
  for (int sweep = 0; sweep < kSweeps; sweep++) smooth(kRows);
  double sum = 0;
  for (int row = 0; row < kRows; row++) sum += x[row] * x[row];
  return sum;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"symgs", 40, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
