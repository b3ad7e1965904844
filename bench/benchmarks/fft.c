// Fourier transforms of 2^k complex numbers, forth and back: short and long strides, short innermost loops.
#include "bench.h"

#include <math.h>

enum { kTransforms = 12 };
static double *real, *imaginary, *cosines, *sines;
static int points;

static void prepare(int size) {
  points = 1 << size;
  if (!real) {
    real = allocate((size_t)points * sizeof *real);
    imaginary = allocate((size_t)points * sizeof *imaginary);
    cosines = allocate((size_t)points / 2 * sizeof *cosines);
    sines = allocate((size_t)points / 2 * sizeof *sines);
  }
  for (int i = 0; i < points / 2; i++) {
    const double kAngle = 2 * 3.14159265358979323846 * i / points;
    cosines[i] = cos(kAngle), sines[i] = sin(kAngle);
  }
  for (int i = 0; i < points; i++) real[i] = i % 7 - 3, imaginary[i] = i % 5 - 2;
}

/// Element i goes to the place whose number has i's bits in reverse.
__attribute__((noinline)) static void permute(double *re, double *im, int count) {
  for (int i = 1, j = 0; i < count; i++) {
    int bit = count >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    double swapped = re[i];
    re[i] = re[j], re[j] = swapped;
    swapped = im[i];
    im[i] = im[j], im[j] = swapped;
  }
}

/// `sign` -1 is forth, 1 is back, which leaves a factor of `count`.
__attribute__((noinline)) static void transform(double *re, double *im, int count, double sign) {
  permute(re, im, count);
  for (int half = 1; half < count; half *= 2) {
    const int kStride = count / (2 * half);
    for (int start = 0; start < count; start += 2 * half)
      for (int k = 0; k < half; k++) {
        const double c = cosines[k * kStride], s = sign * sines[k * kStride];
        const int kLow = start + k, kHigh = kLow + half;
        const double re2 = re[kHigh] * c - im[kHigh] * s, im2 = re[kHigh] * s + im[kHigh] * c;
        re[kHigh] = re[kLow] - re2, im[kHigh] = im[kLow] - im2;
        re[kLow] += re2, im[kLow] += im2;
      }
  }
}

static double run(int size) {
  (void)size;
  for (int pass = 0; pass < kTransforms; pass++) {
    transform(real, imaginary, points, -1);
    transform(real, imaginary, points, 1);
    for (int i = 0; i < points; i++) real[i] /= points, imaginary[i] /= points;
  }
  double sum = 0;
  for (int i = 0; i < points; i++) sum += fabs(real[i]) * (i % 3 + 1) + fabs(imaginary[i]);
  return sum;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"fft", 16, 7, 6, prepare, run};
  return runKernel(argc, argv, &kernel);
}
