#include "transform.h"

#include <math.h>

static void reverseBits(double complex* values, size_t size) {
  for (size_t i = 1, j = 0; i < size; i++) {
    size_t bit = size >> 1;
    for (; j & bit; bit >>= 1)
      j ^= bit;
    j |= bit;
    if (i < j) {
      const double complex swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }
}

/* The discrete Fourier transform of a power of two many values, in place. */
void transform(double complex* values, size_t size) {
  reverseBits(values, size);
  for (size_t half = 1; half < size; half *= 2)
    for (size_t start = 0; start < size; start += 2 * half)
      for (size_t i = 0; i < half; i++) {
        const double angle = -acos(-1.0) * (double)i / (double)half;
        const double complex odd = (cos(angle) + I * sin(angle)) * values[start + i + half];
        values[start + i + half] = values[start + i] - odd;
        values[start + i] += odd;
      }
}
