// Calls and returns: the Fibonacci numbers the slow way, and mutual recursion with more arguments.
#include "bench.h"

static void prepare(int size) { (void)size; }

__attribute__((noinline)) static int fibonacci(int n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

static unsigned hanoi(int disks, int from, int to, int spare);

__attribute__((noinline)) static unsigned move(int disk, int from, int to, int spare) {
  return disk == 0 ? (unsigned)(from * 3 + to) : hanoi(disk, from, to, spare) * 5u + (unsigned)disk;
}

__attribute__((noinline)) static unsigned hanoi(int disks, int from, int to, int spare) {
  if (disks == 0) return (unsigned)(from + 2 * to);
  return move(disks - 1, from, spare, to) + 3u * move(disks - 1, spare, to, from) + 1u;
}

static double run(int size) { return fibonacci(size) + 1e-3 * (hanoi(size - 14, 0, 1, 2) % 1000u); }

int main(int argc, char **argv) {
  const Kernel kernel = {"recursion", 38, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
