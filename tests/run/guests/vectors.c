// The same sums by vectors if the compiler has them (-msimd128, -mrelaxed-simd), else by scalars.
#include <stdint.h>
#include <stdio.h>

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
#endif

enum { kCount = 1024 };
static float left[kCount], right[kCount];
static uint8_t bytes[kCount], reversed[kCount];
static int16_t wide[kCount];

/// Small whole numbers: no rounding, whatever the order and with or without fused multiply-adds.
static float dot(void) {
#ifdef __wasm_simd128__
  v128_t sum = wasm_f32x4_splat(0);
  for (int i = 0; i < kCount; i += 4) {
    v128_t a = wasm_v128_load(left + i), b = wasm_v128_load(right + i);
#ifdef __wasm_relaxed_simd__
    sum = wasm_f32x4_relaxed_madd(a, b, sum);
#else
    sum = wasm_f32x4_add(sum, wasm_f32x4_mul(a, b));
#endif
  }
  return wasm_f32x4_extract_lane(sum, 0) + wasm_f32x4_extract_lane(sum, 1) + wasm_f32x4_extract_lane(sum, 2) +
         wasm_f32x4_extract_lane(sum, 3);
#else
  float sum = 0;
  for (int i = 0; i < kCount; i++) sum += left[i] * right[i];
  return sum;
#endif
}

static void reverseGroups(void) {
#ifdef __wasm_simd128__
  for (int i = 0; i < kCount; i += 16) {
    v128_t group = wasm_v128_load(bytes + i);
    wasm_v128_store(reversed + i,
                    wasm_i8x16_shuffle(group, group, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
  }
#else
  for (int i = 0; i < kCount; i++) reversed[i] = bytes[(i & ~15) + 15 - i % 16];
#endif
}

/// Left to the compiler to vectorise.
static unsigned clampedSum(void) {
  unsigned sum = 0;
  for (int i = 0; i < kCount; i++) {
    int value = wide[i] * 3;
    sum += (unsigned)(value < 0 ? 0 : value > 255 ? 255 : value);
  }
  return sum;
}

int main(void) {
  for (int i = 0; i < kCount; i++) {
    left[i] = (float)(i % 7), right[i] = (float)(i % 5);
    bytes[i] = (uint8_t)(i * 37 + i / 11), wide[i] = (int16_t)(i * 7 - 900);
  }
  reverseGroups();
  unsigned weighted = 0;
  for (int i = 0; i < kCount; i++) weighted += reversed[i] * (unsigned)(i % 31);
  printf("sum %.0f, reversed %u, clamped %u\n", (double)dot(), weighted, clampedSum());
  return 0;
}
