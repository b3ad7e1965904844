// Elements of arrays as numbers of C++.
#pragma once

#include "descriptor.h"

#include <complex>
#include <type_traits>

namespace wasmpi::fortran {

using Complex4 = std::complex<float>;
using Complex8 = std::complex<double>;

/// An element of `array`, whatever numeric type it is of, as a T. A complex one needs a complex T.
template <typename T> T readElement(const Descriptor &array, const char *at) {
  if constexpr (std::is_same_v<T, Complex4> || std::is_same_v<T, Complex8>) {
    if (array.type == kComplex4)
      return T(*reinterpret_cast<const Complex4 *>(at));
    if (array.type == kComplex8)
      return T(*reinterpret_cast<const Complex8 *>(at));
  }
  if (array.type == kReal4)
    return static_cast<T>(*reinterpret_cast<const float *>(at));
  if (array.type == kReal8)
    return static_cast<T>(*reinterpret_cast<const double *>(at));
  return static_cast<T>(readInteger(at, array.elementBytes));
}

}  // namespace wasmpi::fortran
