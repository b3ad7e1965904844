// Radix sort of 32-bit keys with their payload: histograms, prefix sums, scattered stores.
#include "bench.h"

static unsigned *keys, *sorted, *places, *sortedPlaces;

static void prepare(int size) {
  if (!keys) {
    keys = allocate((size_t)size * sizeof *keys);
    sorted = allocate((size_t)size * sizeof *sorted);
    places = allocate((size_t)size * sizeof *places);
    sortedPlaces = allocate((size_t)size * sizeof *sortedPlaces);
  }
  unsigned long long state = 7;
  for (int i = 0; i < size; i++) keys[i] = nextRandom(&state), places[i] = (unsigned)i;
}

__attribute__((noinline)) static void sortByDigit(const unsigned *from, const unsigned *fromPlaces,
                                                  unsigned *to, unsigned *toPlaces, int size,
                                                  int shift) {
  unsigned start[256] = {0};
  for (int i = 0; i < size; i++) start[from[i] >> shift & 255]++;
  unsigned total = 0;
  for (int digit = 0; digit < 256; digit++) {
    unsigned count = start[digit];
    start[digit] = total;
    total += count;
  }
  for (int i = 0; i < size; i++) {
    unsigned place = start[from[i] >> shift & 255]++;
    to[place] = from[i];
    toPlaces[place] = fromPlaces[i];
  }
}

static double run(int size) {
  for (int shift = 0; shift < 32; shift += 16) {
    sortByDigit(keys, places, sorted, sortedPlaces, size, shift);
    sortByDigit(sorted, sortedPlaces, keys, places, size, shift + 8);
  }
  double sum = 0;
  for (int i = 0; i < size; i++) {
    if (i > 0 && keys[i] < keys[i - 1]) return -1;  // not sorted
    sum += (double)places[i] * (i % 11);
  }
  return sum;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"integer_sort", 8000000, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
