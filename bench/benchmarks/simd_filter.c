// A filter of RGBA pixels by byte shuffles: red and blue exchanged, brightened, mixed with the pixels
// a row further.
#include "bench.h"
#include "vectors.h"

enum { kSweeps = 60000, kRowByteSize = 1024 };
static uint8_t *pixels, *filtered;

static void prepare(int size) {
  if (!pixels) pixels = allocate((size_t)(size + 1) * kRowByteSize), filtered = allocate((size_t)size * kRowByteSize);
  for (int i = 0; i < (size + 1) * kRowByteSize; i++) pixels[i] = (uint8_t)(i * 37 + i / 11);
}

__attribute__((noinline)) static void filter(uint8_t *restrict out, const uint8_t *restrict in, uint8_t light, int byteSize) {
  static const uint8_t kOrder[16] = {2, 1, 0, 3, 6, 5, 4, 7, 10, 9, 8, 11, 14, 13, 12, 15};
  const Bytes order = loadBytes(kOrder), lights = splatBytes(light);
  for (int i = 0; i < byteSize; i += 16) {
    Bytes here = addBytesSaturating(shuffleBytes(loadBytes(in + i), order), lights);
    Bytes below = addBytesSaturating(shuffleBytes(loadBytes(in + i + kRowByteSize), order), lights);
    storeBytes(out + i, averageBytes(here, below));
  }
}

static double run(int size) {
  for (int sweep = 0; sweep < kSweeps; sweep++) filter(filtered, pixels, (uint8_t)(sweep % 64), size * kRowByteSize);
  double sum = 0;
  for (int i = 0; i < size * kRowByteSize; i++) sum += filtered[i];
  return sum;
}

int main(int argc, char **argv) {
  const Kernel kernel = {"simd_filter", 64, 7, 9, prepare, run};
  return runKernel(argc, argv, &kernel);
}
