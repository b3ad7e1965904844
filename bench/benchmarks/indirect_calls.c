// Calls through a table of functions, chosen by data: an interpreter of a random program.
#include "bench.h"

enum { kPasses = 400 };
typedef unsigned Operation(unsigned value, unsigned operand);

__attribute__((noinline)) static unsigned add(unsigned v, unsigned x) { return v + x; }
__attribute__((noinline)) static unsigned subtract(unsigned v, unsigned x) { return v - x; }
__attribute__((noinline)) static unsigned multiply(unsigned v, unsigned x) { return v * (x | 1); }
__attribute__((noinline)) static unsigned differ(unsigned v, unsigned x) { return v ^ x; }
__attribute__((noinline)) static unsigned rotate(unsigned v, unsigned x) {
  return v << (x & 15) | v >> (32 - (x & 15)) % 32;
}
__attribute__((noinline)) static unsigned either(unsigned v, unsigned x) { return (v | x) + 1; }
__attribute__((noinline)) static unsigned mix(unsigned v, unsigned x) { return (v >> 3) + x * 9; }
__attribute__((noinline)) static unsigned complement(unsigned v, unsigned x) { return ~v + x; }

// Not const: the compiler must not know what is called.
static Operation *volatile *table;
static Operation *volatile operations[8] = {add,    subtract, multiply, differ,
                                            rotate, either,   mix,      complement};
static unsigned char *program;
static unsigned *operands;

static void prepare(int size) {
  if (!program) {
    program = allocate((size_t)size);
    operands = allocate((size_t)size * sizeof *operands);
  }
  unsigned long long state = 3;
  for (int i = 0; i < size; i++)
    program[i] = (unsigned char)(nextRandom(&state) % 8), operands[i] = nextRandom(&state);
  table = operations;
}

static double run(int size) {
  unsigned value = 1;
  for (int pass = 0; pass < kPasses; pass++)
    for (int i = 0; i < size; i++) value = table[program[i]](value, operands[i]);
  return value;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"indirect_calls", 100000, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
