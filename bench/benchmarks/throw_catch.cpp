// An exception's way: thrown, through three calls, caught.
#include "bench.h"

static void prepare(int size) { (void)size; }

__attribute__((noinline)) static int descend(int depth, int number) {
  if (depth == 0) throw number;
  return descend(depth - 1, number) + 1;
}

static double run(int size) {
  unsigned caught = 0;
  for (int i = 0; i < size; i++) {
    try {
      caught -= (unsigned)descend(3, i);
    } catch (...) {
      caught++;
    }
  }
  return caught;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"throw_catch", 20000, 7, 10, prepare, run};
  return runKernel(argc, argv, &kernel);
}
