// Calls whose exceptions would be caught, and objects that would be destroyed, while nothing is thrown. With PLAIN (calls_plain.cpp)
// the same work without handlers.
#include "bench.h"

static int *values;
static unsigned released;

static void prepare(int size) {
  unsigned long long state = 1;
  if (!values) values = (int *)allocate((size_t)size * sizeof *values);
  for (int i = 0; i < size; i++) values[i] = (int)(nextRandom(&state) % 1000);
}

#ifdef PLAIN
#define TRY
#define CATCH(...)
#define HOLD
#define RELEASE released++
#else
struct Holder {
  ~Holder() { released++; }
};
#define TRY try
#define CATCH(...) catch (...) { __VA_ARGS__; }
#define HOLD Holder holder
#define RELEASE
#endif

__attribute__((noinline)) static int halve(int value) {
  if (value < 0) throw value;
  return value / 2 + 1;
}

__attribute__((noinline)) static int work(int value) {
  HOLD;
  int result = halve(value) + halve(value + 1);
  RELEASE;
  return result;
}

static double run(int size) {
  unsigned sum = 0;
  for (int repeat = 0; repeat < 30; repeat++) {
    for (int i = 0; i < size; i++) {
      TRY { sum += (unsigned)work(values[i]); }
      CATCH(sum = 0)
    }
  }
  return sum + 1e-3 * released;
}

int main(int argc, char **argv) {
#ifdef PLAIN
  const Kernel kernel = {"calls_plain", 1000000, 7, 6, prepare, run};
#else
  const Kernel kernel = {"calls_in_try", 1000000, 7, 6, prepare, run};
#endif
  return runKernel(argc, argv, &kernel);
}
