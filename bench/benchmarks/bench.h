// What the benchmark programs share: clocks, sorted samples, one line of JSON per result.
// Each program is one C source that is built natively and to Wasm; it prints raw statistics and leaves
// comparing to the driver, which runs native and Wasm in turn, since a machine changes its speed
// within minutes. Sizes come from the command line, so no compiler knows them.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// CPU time of this thread in seconds: what others do on the machine does not count.
__attribute__((unused)) static double cpuSeconds(void) {
  struct timespec now;
  if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) != 0) {
    fprintf(stderr, "no clock for the CPU time of the thread\n");
    exit(1);
  }
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int compareDoubles(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

__attribute__((unused)) static void sortSamples(double *samples, int count) {
  qsort(samples, (size_t)count, sizeof *samples, compareDoubles);
}

/// The sample below which `fraction` of the sorted samples lie.
__attribute__((unused)) static double quantile(const double *sorted, int count, double fraction) {
  int index = (int)(fraction * (count - 1));
  return sorted[index];
}

/// Argument `index` as a number, or `otherwise` if it is not given.
__attribute__((unused)) static double numberArgument(int argc, char **argv, int index, double otherwise) {
  return argc > index ? atof(argv[index]) : otherwise;
}

/// Memory or the end of the program. Large blocks begin at a page: copies take up to a tenth longer if their ends
/// lie unlike in their pages, and where they lie otherwise is each C library's affair.
__attribute__((unused)) static void *allocate(size_t byteSize) {
  const size_t alignment = byteSize < 4096 ? 64 : 4096;
  void *block = aligned_alloc(alignment, byteSize / alignment * alignment + alignment);
  if (!block) {
    fprintf(stderr, "no memory for %zu bytes\n", byteSize);
    exit(1);
  }
  memset(block, 0, byteSize);
  return block;
}

/// A repeatable sequence of 32-bit numbers.
__attribute__((unused)) static unsigned nextRandom(unsigned long long *state) {
  *state = *state * 6364136223846793005ull + 1442695040888963407ull;
  return (unsigned)(*state >> 33);
}

/// A kernel: prepares itself for `size`, and does its work once, giving a checksum of the result.
typedef struct {
  const char *name;
  int size;      ///< used unless the first argument gives another
  int repeats;   ///< used unless the second argument gives another
  int digits;    ///< of the checksum that do not depend on how the compiler contracts a*b+c
  void (*prepare)(int size);
  double (*run)(int size);
} Kernel;

/// Runs the kernel once to warm up, then `repeats` times; prints name, checksum, best and median.
__attribute__((unused)) static int runKernel(int argc, char **argv, const Kernel *kernel) {
  int size = (int)numberArgument(argc, argv, 1, kernel->size);
  if (size == 0) size = kernel->size;  // so that repeats can be given alone
  int repeats = (int)numberArgument(argc, argv, 2, kernel->repeats);
  if (size < 1 || repeats < 1 || repeats > 1000) {
    fprintf(stderr, "usage: %s [size] [repeats]: size 0 is the usual one, repeats at least 1, at most 1000\n", kernel->name);
    return 2;
  }
  double *samples = (double *)allocate((size_t)repeats * sizeof *samples), checksum = 0;
  // Read anew for each run: the compiler can neither see the kernel nor move it over the clock.
  double (*volatile run)(int) = kernel->run;
  for (int i = -1; i < repeats; i++) {
    kernel->prepare(size);
    double begin = cpuSeconds();
    checksum = run(size);
    if (i >= 0) samples[i] = cpuSeconds() - begin;
  }
  sortSamples(samples, repeats);
  printf("{\"kernel\":\"%s\",\"size\":%d,\"repeats\":%d,\"checksum\":\"%.*g\",\"best_s\":%.6f,\"median_s\":%.6f}\n",
         kernel->name, size, repeats, kernel->digits, checksum, samples[0],
         quantile(samples, repeats, 0.5));
  return 0;
}
