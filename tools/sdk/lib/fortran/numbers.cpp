// Numeric intrinsics that flang calls out for (Fortran 2018 16.9), and C's functions of complex numbers in flang's calling convention:
// parts as separate arguments, the result behind an address.
#include "descriptor.h"

#include <cmath>
#include <complex>

namespace wasmpi::fortran {
namespace {

template <typename T> T modulo(T a, T p) {
  if (a == 0)
    return a;
  const T rest = std::fmod(a, p);
  if (rest == 0)
    return std::copysign(rest, p);
  return (rest < 0) != (p < 0) ? rest + p : rest;
}

/// EXPONENT: of 0 it is 0, of infinities and NaN the largest integer.
template <typename T, typename I> I exponent(T x) {
  if (!std::isfinite(x))
    return std::numeric_limits<I>::max();
  if (x == 0)
    return 0;
  int power;
  std::frexp(x, &power);
  return power;
}

template <typename T> T fraction(T x) {
  if (!std::isfinite(x) || x == 0)
    return std::isinf(x) ? std::numeric_limits<T>::quiet_NaN() : x;
  int power;
  return std::frexp(x, &power);
}

template <typename T> T setExponent(T x, int64_t power) {
  if (!std::isfinite(x) || x == 0)
    return std::isinf(x) ? std::numeric_limits<T>::quiet_NaN() : x;
  return std::scalbln(fraction(x), static_cast<long>(power > 100000 ? 100000 : power < -100000 ? -100000 : power));
}

template <typename T> T scale(T x, int64_t power) {
  return std::scalbln(x, static_cast<long>(power > 100000 ? 100000 : power < -100000 ? -100000 : power));
}

template <typename T> T spacing(T x) {
  using Limits = std::numeric_limits<T>;
  if (!std::isfinite(x))
    return std::isinf(x) ? Limits::quiet_NaN() : x;
  if (x == 0)
    return Limits::min();
  const T found = std::ldexp(T{1}, exponent<T, int>(x) - Limits::digits);
  return found > Limits::min() ? found : Limits::min();
}

template <typename T> T reciprocalSpacing(T x) {
  if (!std::isfinite(x))
    return std::isinf(x) ? std::numeric_limits<T>::quiet_NaN() : x;
  return std::fabs(std::ldexp(fraction(x), std::numeric_limits<T>::digits));
}

template <typename T> T nearest(T x, bool up) {
  return std::nextafter(x, up ? std::numeric_limits<T>::infinity() : -std::numeric_limits<T>::infinity());
}

/// exp(x**2) * erfc(x); by the asymptotic series where erfc has no digits left.
template <typename T> T erfcScaled(T given) {
  const double x = given;
  if (x < 10)
    return static_cast<T>(std::exp(x * x) * std::erfc(x));
  const double inverse = 1 / (2 * x * x);
  double term = 1, sum = 1;
  for (int k = 1; k < 20; ++k)
    sum += term *= -(2 * k - 1) * inverse;
  return static_cast<T>(sum / (x * 1.7724538509055160273));
}

template <typename T, typename I> T power(T base, I exponent) {
  const bool negative = exponent < 0;
  auto left = static_cast<uint64_t>(negative ? -static_cast<uint64_t>(exponent) : static_cast<uint64_t>(exponent));
  T result{1};
  for (; left; left >>= 1, base *= base)
    if (left & 1)
      result *= base;
  return negative ? T{1} / result : result;
}

}  // namespace
}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;

extern "C" {

#define REALS(kind, T)                                                                                                             \
  T ENTRY(ModReal##kind)(T a, T p, const char *file, int line) {                                                                   \
    if (p == 0)                                                                                                                    \
      fail({file, line}, "MOD with P==0");                                                                                         \
    return std::fmod(a, p);                                                                                                        \
  }                                                                                                                                \
  T ENTRY(ModuloReal##kind)(T a, T p, const char *file, int line) {                                                                \
    if (p == 0)                                                                                                                    \
      fail({file, line}, "MODULO with P==0");                                                                                      \
    return modulo(a, p);                                                                                                           \
  }                                                                                                                                \
  int32_t ENTRY(Exponent##kind##_4)(T x) { return exponent<T, int32_t>(x); }                                                       \
  int64_t ENTRY(Exponent##kind##_8)(T x) { return exponent<T, int64_t>(x); }                                                       \
  T ENTRY(Fraction##kind)(T x) { return fraction(x); }                                                                             \
  T ENTRY(SetExponent##kind)(T x, int64_t power) { return setExponent(x, power); }                                                 \
  T ENTRY(Scale##kind)(T x, int64_t power) { return scale(x, power); }                                                             \
  T ENTRY(Spacing##kind)(T x) { return spacing(x); }                                                                               \
  T ENTRY(RRSpacing##kind)(T x) { return reciprocalSpacing(x); }                                                                   \
  T ENTRY(Nearest##kind)(T x, bool up) { return nearest(x, up); }                                                                  \
  T ENTRY(ErfcScaled##kind)(T x) { return erfcScaled(x); }                                                                         \
  T ENTRY(FPow##kind##i)(T base, int32_t exponent) { return power(base, exponent); }                                               \
  T ENTRY(FPow##kind##k)(T base, int64_t exponent) { return power(base, exponent); }
REALS(4, float)
REALS(8, double)

#define INTEGERS(kind, T)                                                                                                          \
  T ENTRY(ModInteger##kind)(T a, T p, const char *file, int line) {                                                                \
    if (p == 0)                                                                                                                    \
      fail({file, line}, "MOD with P==0");                                                                                         \
    return static_cast<T>(p == -1 ? 0 : a % p);                                                                                    \
  }                                                                                                                                \
  T ENTRY(ModuloInteger##kind)(T a, T p, const char *file, int line) {                                                             \
    const T rest = ENTRY(ModInteger##kind)(a, p, file, line);                                                                      \
    return static_cast<T>(rest != 0 && (rest < 0) != (p < 0) ? rest + p : rest);                                                   \
  }
INTEGERS(1, int8_t)
INTEGERS(2, int16_t)
INTEGERS(4, int32_t)
INTEGERS(8, int64_t)

// A guest has no floating-point flags: raising one does nothing.
int32_t ENTRY(MapException)(int32_t except) { return except; }
void ENTRY(feraiseexcept)(int32_t) {}

#define COMPLEX_FUNCTION(name, T, suffix)                                                                                          \
  void wasmpi_fortran_c##name##suffix(std::complex<T> &result, T re, T im) { result = std::name(std::complex<T>(re, im)); }
#define COMPLEX(T, suffix, letter)                                                                                                 \
  T wasmpi_fortran_cabs##suffix(T re, T im) { return std::hypot(re, im); }                                                         \
  COMPLEX_FUNCTION(exp, T, suffix)                                                                                                 \
  COMPLEX_FUNCTION(log, T, suffix)                                                                                                 \
  COMPLEX_FUNCTION(sqrt, T, suffix)                                                                                                \
  COMPLEX_FUNCTION(sin, T, suffix)                                                                                                 \
  COMPLEX_FUNCTION(cos, T, suffix)                                                                                                 \
  COMPLEX_FUNCTION(tan, T, suffix)                                                                                                 \
  COMPLEX_FUNCTION(sinh, T, suffix)                                                                                                \
  COMPLEX_FUNCTION(cosh, T, suffix)                                                                                                \
  COMPLEX_FUNCTION(tanh, T, suffix)                                                                                                \
  COMPLEX_FUNCTION(asin, T, suffix)                                                                                                \
  COMPLEX_FUNCTION(acos, T, suffix)                                                                                                \
  COMPLEX_FUNCTION(atan, T, suffix)                                                                                                \
  COMPLEX_FUNCTION(asinh, T, suffix)                                                                                               \
  COMPLEX_FUNCTION(acosh, T, suffix)                                                                                               \
  COMPLEX_FUNCTION(atanh, T, suffix)                                                                                               \
  void wasmpi_fortran_cpow##suffix(std::complex<T> &result, T re, T im, T powerRe, T powerIm) {                                    \
    result = std::pow(std::complex<T>(re, im), std::complex<T>(powerRe, powerIm));                                                 \
  }                                                                                                                                \
  void ENTRY(letter##powi)(std::complex<T> & result, T re, T im, int32_t exponent) {                                               \
    result = power(std::complex<T>(re, im), exponent);                                                                             \
  }                                                                                                                                \
  void ENTRY(letter##powk)(std::complex<T> & result, T re, T im, int64_t exponent) {                                               \
    result = power(std::complex<T>(re, im), exponent);                                                                             \
  }
COMPLEX(float, f, c)
COMPLEX(double, , z)

}  // extern "C"
