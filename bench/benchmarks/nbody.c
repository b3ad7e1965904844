// Gravitation of many bodies, all pairs: square roots and divisions, three coordinates apart.
#include "bench.h"

#include <math.h>

enum { kSteps = 8 };
static double *x, *y, *z, *vx, *vy, *vz, *mass;

static void prepare(int size) {
  double **all[7] = {&x, &y, &z, &vx, &vy, &vz, &mass};
  for (int k = 0; k < 7; k++)
    if (!*all[k]) *all[k] = allocate((size_t)size * sizeof(double));
  unsigned long long state = 11;
  for (int i = 0; i < size; i++) {
    x[i] = nextRandom(&state) % 10000 * 1e-3;
    y[i] = nextRandom(&state) % 10000 * 1e-3;
    z[i] = nextRandom(&state) % 10000 * 1e-3;
    vx[i] = vy[i] = vz[i] = 0;
    mass[i] = 1 + i % 4;
  }
}

__attribute__((noinline)) static void accelerate(int size, double step) {
  for (int i = 0; i < size; i++) {
    double ax = 0, ay = 0, az = 0;
    for (int j = 0; j < size; j++) {
      double dx = x[j] - x[i], dy = y[j] - y[i], dz = z[j] - z[i];
      double square = dx * dx + dy * dy + dz * dz + 0.01;
      double factor = mass[j] / (square * sqrt(square));
      ax += dx * factor, ay += dy * factor, az += dz * factor;
    }
    vx[i] += ax * step, vy[i] += ay * step, vz[i] += az * step;
  }
}

static double run(int size) {
  const double kStep = 1e-4;
  for (int step = 0; step < kSteps; step++) {
    accelerate(size, kStep);
    for (int i = 0; i < size; i++) x[i] += vx[i] * kStep, y[i] += vy[i] * kStep, z[i] += vz[i] * kStep;
  }
  double energy = 0;
  for (int i = 0; i < size; i++)
    energy += 0.5 * mass[i] * (vx[i] * vx[i] + vy[i] * vy[i] + vz[i] * vz[i]);
  return energy;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"nbody", 2500, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
