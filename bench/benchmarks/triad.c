// Streaming arithmetic in the second-level cache: a = b + s * c, many times over.
#include "bench.h"

enum { kSweeps = 20000 };
static double *a, *b, *c;

static void prepare(int size) {
  if (!a) {
    a = allocate((size_t)size * sizeof *a);
    b = allocate((size_t)size * sizeof *b);
    c = allocate((size_t)size * sizeof *c);
  }
  for (int i = 0; i < size; i++) a[i] = 0, b[i] = 1 + i % 7, c[i] = 0.5 + i % 3;
}

__attribute__((noinline)) static void triad(double *restrict out, const double *restrict left,
                                            const double *restrict right, double scale, int size) {
  for (int i = 0; i < size; i++) out[i] = left[i] + scale * right[i];
}

static double run(int size) {
  double *out = a, *in = b;
  for (int sweep = 0; sweep < kSweeps; sweep++) {
    triad(out, in, c, 1.0 / (sweep + 1), size);
    double *swapped = out;  // each sweep needs the last one's result
    out = in;
    in = swapped;
  }
  double sum = 0;
  for (int i = 0; i < size; i++) sum += in[i];
  return sum;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"triad", 20000, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
