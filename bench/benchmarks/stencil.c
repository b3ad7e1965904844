// Jacobi iteration of a heated plate: each point becomes the mean of its four neighbours.
#include "bench.h"

enum { kSweeps = 1500 };
static double *now, *next;

static void prepare(int size) {
  size_t count = (size_t)size * (size_t)size;
  if (!now) now = allocate(count * sizeof *now), next = allocate(count * sizeof *next);
  for (size_t i = 0; i < count; i++) now[i] = next[i] = 0;
  for (int j = 0; j < size; j++) now[j] = next[j] = 100;
}

__attribute__((noinline)) static void sweep(double *restrict out, const double *restrict in, int size) {
  for (int i = 1; i < size - 1; i++)
    for (int j = 1; j < size - 1; j++)
      out[i * size + j] = 0.25 * (in[(i - 1) * size + j] + in[(i + 1) * size + j] +
                                  in[i * size + j - 1] + in[i * size + j + 1]);
}

static double run(int size) {
  for (int k = 0; k < kSweeps; k++) {
    sweep(next, now, size);
    double *swapped = now;
    now = next;
    next = swapped;
  }
  double sum = 0;
  for (int i = 0; i < size * size; i++) sum += now[i];
  return sum;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"stencil", 512, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
