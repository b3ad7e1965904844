// The Mandelbrot set: a long dependent chain of arithmetic with an exit that data decides.
#include "bench.h"

enum { kMostSteps = 400 };

static void prepare(int size) { (void)size; }

__attribute__((noinline)) static int stepsAt(double cx, double cy) {
  double zx = 0, zy = 0;
  int steps = 0;
  while (steps < kMostSteps) {
    double xx = zx * zx, yy = zy * zy;
    if (xx + yy > 4) break;
    zy = 2 * zx * zy + cy;
    zx = xx - yy + cx;
    steps++;
  }
  return steps;
}

static double run(int size) {
  double total = 0;
  for (int i = 0; i < size; i++)
    for (int j = 0; j < size; j++)
      total += stepsAt(-2.2 + 3.0 * (i + 0.5) / size, -1.5 + 3.0 * (j + 0.5) / size);
  return total / ((double)size * size);
}

int main(int argc, char **argv) {
  // Points near the border take other paths when a*b+c is contracted: only three digits are sure.
  const Kernel kernel = {"mandel", 700, 7, 3, prepare, run};
  return runKernel(argc, argv, &kernel);
}
