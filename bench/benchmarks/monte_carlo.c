// Monte Carlo: a random walk in integers decides, data goes through floats; branches nobody can predict.
#include "bench.h"

typedef unsigned long long Word;

static void prepare(int size) { (void)size; }

/// xorshift64: three shifts a number, each needs the one before.
static double uniform(Word *state) {
  Word x = *state;
  x ^= x << 13, x ^= x >> 7, x ^= x << 17;
  *state = x;
  return (double)(x >> 11) * 0x1p-53;
}

/// A particle's way through a wall: steps until it is absorbed, thrown back or through; gives which.
__attribute__((noinline)) static int follow(Word *state, double wall) {
  double depth = 0, direction = 1;
  for (;;) {
    const double kStep = uniform(state) + uniform(state);
    depth += direction * kStep;
    if (depth < 0) return 0;
    if (depth > wall) return 1;
    if (uniform(state) < 0.2) return 2;
    direction = 2 * uniform(state) - 1;
  }
}

static double run(int size) {
  Word state = 88172645463325252ull;
  int counts[3] = {0, 0, 0};
  for (int i = 0; i < size; i++) counts[follow(&state, 3)]++;
  return counts[0] + 1e-3 * counts[1] + 1e-6 * counts[2];
}

int main(int argc, char **argv) {
  const Kernel kernel = {"monte_carlo", 2000000, 7, 10, prepare, run};
  return runKernel(argc, argv, &kernel);
}
