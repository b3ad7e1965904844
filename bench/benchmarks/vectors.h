// 128-bit vectors by intrinsics: wasm_simd128.h in Wasm, SSE natively (with -march=native their AVX
// forms), so that the kernels with them are the same algorithm, vector by vector, in both.
#pragma once

#include <stdint.h>

#ifdef __wasm_simd128__

#include <wasm_simd128.h>

typedef v128_t Floats;
typedef v128_t Bytes;

static inline Floats loadFloats(const float *from) { return wasm_v128_load(from); }
static inline void storeFloats(float *to, Floats value) { wasm_v128_store(to, value); }
static inline Floats splatFloats(float value) { return wasm_f32x4_splat(value); }
static inline Floats addFloats(Floats a, Floats b) { return wasm_f32x4_add(a, b); }
static inline Floats multiplyFloats(Floats a, Floats b) { return wasm_f32x4_mul(a, b); }
#define splatLane(vector, lane) wasm_i32x4_shuffle(vector, vector, lane, lane, lane, lane)

static inline Bytes loadBytes(const uint8_t *from) { return wasm_v128_load(from); }
static inline void storeBytes(uint8_t *to, Bytes value) { wasm_v128_store(to, value); }
static inline Bytes splatBytes(uint8_t value) { return wasm_u8x16_splat(value); }
static inline Bytes averageBytes(Bytes a, Bytes b) { return wasm_u8x16_avgr(a, b); }
static inline Bytes addBytesSaturating(Bytes a, Bytes b) { return wasm_u8x16_add_sat(a, b); }
/// Bytes of `value` where `indices` say; each is below 16.
static inline Bytes shuffleBytes(Bytes value, Bytes indices) { return wasm_i8x16_swizzle(value, indices); }

#else

#include <immintrin.h>

typedef __m128 Floats;
typedef __m128i Bytes;

static inline Floats loadFloats(const float *from) { return _mm_loadu_ps(from); }
static inline void storeFloats(float *to, Floats value) { _mm_storeu_ps(to, value); }
static inline Floats splatFloats(float value) { return _mm_set1_ps(value); }
static inline Floats addFloats(Floats a, Floats b) { return _mm_add_ps(a, b); }
static inline Floats multiplyFloats(Floats a, Floats b) { return _mm_mul_ps(a, b); }
#define splatLane(vector, lane) _mm_shuffle_ps(vector, vector, _MM_SHUFFLE(lane, lane, lane, lane))

static inline Bytes loadBytes(const uint8_t *from) { return _mm_loadu_si128((const __m128i *)from); }
static inline void storeBytes(uint8_t *to, Bytes value) { _mm_storeu_si128((__m128i *)to, value); }
static inline Bytes splatBytes(uint8_t value) { return _mm_set1_epi8((char)value); }
static inline Bytes averageBytes(Bytes a, Bytes b) { return _mm_avg_epu8(a, b); }
static inline Bytes addBytesSaturating(Bytes a, Bytes b) { return _mm_adds_epu8(a, b); }
static inline Bytes shuffleBytes(Bytes value, Bytes indices) { return _mm_shuffle_epi8(value, indices); }

#endif
