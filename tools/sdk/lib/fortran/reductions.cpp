// SUM, MAXVAL, DOT_PRODUCT and their kin (Fortran 2018 16.9): of whole arrays, along one dimension, under a mask. flang calls these
// where it does not write the loop itself.
#include "elements.h"

#include <cmath>
#include <limits>

namespace wasmpi::fortran {
namespace {

// What a reduction starts from, and how it takes one more element in.
template <typename T> struct Sum {
  static T initial() { return T{}; }
  static void take(T &total, T x) { total = total + x; }
};
template <typename T> struct Product {
  static T initial() { return T{1}; }
  static void take(T &total, T x) { total = total * x; }
};
template <typename T> struct Maximum {
  static T initial() { return std::numeric_limits<T>::lowest(); }
  static void take(T &best, T x) { if (x > best || best != best) best = x; }
};
template <typename T> struct Minimum {
  static T initial() { return std::numeric_limits<T>::max(); }
  static void take(T &best, T x) { if (x < best || best != best) best = x; }
};
template <typename T> struct BitAnd {
  static T initial() { return static_cast<T>(-1); }
  static void take(T &total, T x) { total = static_cast<T>(total & x); }
};
template <typename T> struct BitOr {
  static T initial() { return T{}; }
  static void take(T &total, T x) { total = static_cast<T>(total | x); }
};
template <typename T> struct BitXor {
  static T initial() { return T{}; }
  static void take(T &total, T x) { total = static_cast<T>(total ^ x); }
};

/// A mask: absent, a scalar, or an array of the reduced one's shape.
bool excludesAll(const Descriptor *mask) {
  return mask && mask->base && mask->rank == 0 && !readLogical(mask->base, mask->elementBytes);
}
const Descriptor *arrayMask(const Descriptor *mask) { return mask && mask->base && mask->rank > 0 ? mask : nullptr; }

template <template <typename> class Operation, typename T> T reduce(const Descriptor &array, const Descriptor *mask) {
  T total = Operation<T>::initial();
  if (excludesAll(mask))
    return total;
  const Descriptor *each = arrayMask(mask);
  Cursor cursor(array), included(each ? *each : array);
  bool any = false;
  for (int64_t i = array.elements(); i > 0; --i, cursor.next()) {
    if (!each || readLogical(included.at(), each->elementBytes)) {
      const T x = *reinterpret_cast<const T *>(cursor.at());
      // The first element decides where extremes of none (infinities) would win against NaN or each other.
      if (!any && std::is_floating_point_v<T> && (std::is_same_v<Operation<T>, Maximum<T>> || std::is_same_v<Operation<T>, Minimum<T>>))
        total = x;
      else
        Operation<T>::take(total, x);
      any = true;
    }
    if (each)
      included.next();
  }
  return total;
}

/// The part of `array` along `dimension` at the place `cursor` of the others, as an array of rank 1.
Descriptor &line(AnyDescriptor &storage, const Descriptor &array, int dimension, char *base) {
  Descriptor &made = storage.get();
  const int64_t extent = array.dim[dimension].extent;
  establish(made, array.type, array.elementBytes, 1, &extent, kOther);
  made.dim[0].stride = array.dim[dimension].stride;
  made.base = base;
  return made;
}

/// `array` without one dimension: the same memory, for walking the results.
Descriptor &without(AnyDescriptor &storage, const Descriptor &array, int dimension) {
  Descriptor &made = storage.get();
  int64_t extents[kMaxRank];
  for (int i = 0, k = 0; i < array.rank; ++i)
    if (i != dimension)
      extents[k++] = array.dim[i].extent;
  establish(made, array.type, array.elementBytes, array.rank - 1, extents, kOther);
  for (int i = 0, k = 0; i < array.rank; ++i)
    if (i != dimension)
      made.dim[k++].stride = array.dim[i].stride;
  made.base = array.base;
  return made;
}

/// Results along one dimension: `one` turns a line (and its mask) into a result.
template <typename F>
void alongDimension(Descriptor &result, const Descriptor &array, int dim, int8_t type, int64_t bytes, const Descriptor *mask,
                    Place place, F one) {
  if (dim < 1 || dim > array.rank)
    fail(place, "DIM=%d of an array of rank %d", dim, array.rank);
  AnyDescriptor others, otherMasks, lineStorage, maskStorage;
  const Descriptor &rest = without(others, array, dim - 1);
  const Descriptor *each = arrayMask(mask);
  int64_t extents[kMaxRank];
  for (int i = 0; i < rest.rank; ++i)
    extents[i] = rest.dim[i].extent;
  makeResult(result, type, bytes, rest.rank, extents, place);
  Cursor from(rest), to(result), included(each ? without(otherMasks, *each, dim - 1) : rest);
  for (int64_t i = result.elements(); i > 0; --i, from.next(), to.next()) {
    const Descriptor &elements = line(lineStorage, array, dim - 1, from.at());
    const Descriptor *itsMask = each ? &line(maskStorage, *each, dim - 1, included.at()) : mask;
    one(to.at(), elements, itsMask);
    if (each)
      included.next();
  }
}

template <template <typename> class Operation, typename T>
void reduceLines(Descriptor &result, const Descriptor &array, int dim, const Descriptor *mask, Place place) {
  alongDimension(result, array, dim, array.type, sizeof(T), mask, place,
                 [](char *to, const Descriptor &elements, const Descriptor *its) {
                   *reinterpret_cast<T *>(to) = reduce<Operation, T>(elements, its);
                 });
}

template <template <typename> class Operation>
bool reduceIntegers(Descriptor &result, const Descriptor &array, int dim, const Descriptor *mask, Place place) {
  switch (array.type) {
  case kInteger1: return reduceLines<Operation, int8_t>(result, array, dim, mask, place), true;
  case kInteger2: return reduceLines<Operation, int16_t>(result, array, dim, mask, place), true;
  case kInteger4: return reduceLines<Operation, int32_t>(result, array, dim, mask, place), true;
  case kInteger8: return reduceLines<Operation, int64_t>(result, array, dim, mask, place), true;
  default: return false;
  }
}
template <template <typename> class Operation>
bool reduceReals(Descriptor &result, const Descriptor &array, int dim, const Descriptor *mask, Place place) {
  switch (array.type) {
  case kReal4: return reduceLines<Operation, float>(result, array, dim, mask, place), true;
  case kReal8: return reduceLines<Operation, double>(result, array, dim, mask, place), true;
  default: return false;
  }
}
template <template <typename> class Operation>
bool reduceComplex(Descriptor &result, const Descriptor &array, int dim, const Descriptor *mask, Place place) {
  switch (array.type) {
  case kComplex4: return reduceLines<Operation, Complex4>(result, array, dim, mask, place), true;
  case kComplex8: return reduceLines<Operation, Complex8>(result, array, dim, mask, place), true;
  default: return false;
  }
}

[[noreturn]] void refuse(const Descriptor &array, Place place) {
  fail(place, "a reduction of elements of type code %d is not supported", array.type);
}

int64_t countTrue(const Descriptor &mask) {
  int64_t count = 0;
  Cursor cursor(mask);
  for (int64_t i = mask.elements(); i > 0; --i, cursor.next())
    count += readLogical(cursor.at(), mask.elementBytes);
  return count;
}

template <typename F> void countLines(Descriptor &result, const Descriptor &mask, int dim, int64_t bytes, int8_t type, Place place, F one) {
  alongDimension(result, mask, dim, type, bytes, nullptr, place, [&](char *to, const Descriptor &elements, const Descriptor *) {
    writeInteger(to, bytes, one(countTrue(elements), elements.elements()));
  });
}

template <typename T> T conjugated(T x) { return x; }
Complex4 conjugated(Complex4 x) { return std::conj(x); }
Complex8 conjugated(Complex8 x) { return std::conj(x); }

template <typename T> T dotProduct(const Descriptor &x, const Descriptor &y, Place place) {
  if (x.dim[0].extent != y.dim[0].extent)
    fail(place, "DOT_PRODUCT of vectors of different sizes");
  T total{};
  Cursor a(x), b(y);
  for (int64_t i = x.elements(); i > 0; --i, a.next(), b.next())
    total += conjugated(readElement<T>(x, a.at())) * readElement<T>(y, b.at());
  return total;
}

/// Relative to the largest element, so that squares neither overflow nor vanish; in flang's order.
template <typename T> T norm(const Descriptor &array) {
  double largest = 0, rest = 0;  // `rest`: of all but the largest, divided by it
  Cursor cursor(array);
  for (int64_t i = array.elements(); i > 0; --i, cursor.next()) {
    const double x = std::fabs(static_cast<double>(*reinterpret_cast<T *>(cursor.at())));
    if (largest == 0) {
      largest = x;
    } else if (x > largest) {
      const double ratio = largest / x;
      rest = rest * (ratio * ratio) + ratio * ratio;
      largest = x;
    } else {
      const double ratio = x == largest ? 1 : x / largest;
      rest += ratio * ratio;
    }
  }
  return static_cast<T>(largest * std::sqrt(1 + rest));
}

template <typename T> void normLines(Descriptor &result, const Descriptor &array, int dim, Place place) {
  alongDimension(result, array, dim, array.type, sizeof(T), nullptr, place, [](char *to, const Descriptor &elements, const Descriptor *) {
    *reinterpret_cast<T *>(to) = norm<T>(elements);
  });
}

}  // namespace
}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;

extern "C" {

#define WHOLE(Name, Operation, Type, T)                                                                                            \
  T ENTRY(Name##Type)(const Descriptor &array, const char *, int, int, const Descriptor *mask) {                                   \
    return reduce<Operation, T>(array, mask);                                                                                      \
  }
#define WHOLE_INTEGERS(Name, Operation, Prefix)                                                                                    \
  WHOLE(Name, Operation, Prefix##1, int8_t)                                                                                        \
  WHOLE(Name, Operation, Prefix##2, int16_t)                                                                                       \
  WHOLE(Name, Operation, Prefix##4, int32_t)                                                                                       \
  WHOLE(Name, Operation, Prefix##8, int64_t)
#define WHOLE_REALS(Name, Operation)                                                                                               \
  WHOLE(Name, Operation, Real4, float)                                                                                             \
  WHOLE(Name, Operation, Real8, double)
#define WHOLE_COMPLEX(Name, Operation, Type, T)                                                                                    \
  void ENTRY(Cpp##Name##Type)(T & result, const Descriptor &array, const char *, int, int, const Descriptor *mask) {               \
    result = reduce<Operation, T>(array, mask);                                                                                    \
  }
WHOLE_INTEGERS(Sum, Sum, Integer)
WHOLE_INTEGERS(Product, Product, Integer)
WHOLE_INTEGERS(Maxval, Maximum, Integer)
WHOLE_INTEGERS(Minval, Minimum, Integer)
WHOLE_INTEGERS(IAll, BitAnd, )
WHOLE_INTEGERS(IAny, BitOr, )
WHOLE_INTEGERS(IParity, BitXor, )
WHOLE_REALS(Sum, Sum)
WHOLE_REALS(Product, Product)
WHOLE_REALS(Maxval, Maximum)
WHOLE_REALS(Minval, Minimum)
WHOLE_COMPLEX(Sum, Sum, Complex4, Complex4)
WHOLE_COMPLEX(Sum, Sum, Complex8, Complex8)
WHOLE_COMPLEX(Product, Product, Complex4, Complex4)
WHOLE_COMPLEX(Product, Product, Complex8, Complex8)

#define LINES(Name, ...)                                                                                                           \
  void ENTRY(Name##Dim)(Descriptor & result, const Descriptor &array, int dim, const char *file, int row, const Descriptor *mask) { \
    const Place place{file, row};                                                                                                  \
    if (!(__VA_ARGS__))                                                                                                            \
      refuse(array, place);                                                                                                        \
  }
#define ARGUMENTS (result, array, dim, mask, place)
LINES(Sum, reduceIntegers<Sum> ARGUMENTS || reduceReals<Sum> ARGUMENTS || reduceComplex<Sum> ARGUMENTS)
LINES(Product, reduceIntegers<Product> ARGUMENTS || reduceReals<Product> ARGUMENTS || reduceComplex<Product> ARGUMENTS)
LINES(Maxval, reduceIntegers<Maximum> ARGUMENTS || reduceReals<Maximum> ARGUMENTS)
LINES(Minval, reduceIntegers<Minimum> ARGUMENTS || reduceReals<Minimum> ARGUMENTS)
LINES(IAll, reduceIntegers<BitAnd> ARGUMENTS)
LINES(IAny, reduceIntegers<BitOr> ARGUMENTS)
LINES(IParity, reduceIntegers<BitXor> ARGUMENTS)

bool ENTRY(Any)(const Descriptor &mask, const char *, int, int) { return countTrue(mask) > 0; }
bool ENTRY(All)(const Descriptor &mask, const char *, int, int) { return countTrue(mask) == mask.elements(); }
bool ENTRY(Parity)(const Descriptor &mask, const char *, int, int) { return countTrue(mask) % 2 != 0; }
int64_t ENTRY(Count)(const Descriptor &mask, const char *, int, int) { return countTrue(mask); }
void ENTRY(AnyDim)(Descriptor &result, const Descriptor &mask, int dim, const char *file, int row) {
  countLines(result, mask, dim, mask.elementBytes, mask.type, {file, row}, [](int64_t n, int64_t) { return n > 0; });
}
void ENTRY(AllDim)(Descriptor &result, const Descriptor &mask, int dim, const char *file, int row) {
  countLines(result, mask, dim, mask.elementBytes, mask.type, {file, row}, [](int64_t n, int64_t of) { return n == of; });
}
void ENTRY(CountDim)(Descriptor &result, const Descriptor &mask, int dim, int kind, const char *file, int row) {
  countLines(result, mask, dim, kind, kind == 8 ? kInteger8 : kInteger4, {file, row}, [](int64_t n, int64_t) { return n; });
}

#define DOT(Type, T)                                                                                                               \
  T ENTRY(DotProduct##Type)(const Descriptor &x, const Descriptor &y, const char *file, int row) {                                 \
    return dotProduct<T>(x, y, {file, row});                                                                                       \
  }
DOT(Integer4, int32_t)
DOT(Integer8, int64_t)
DOT(Real4, float)
DOT(Real8, double)
void ENTRY(CppDotProductComplex4)(Complex4 &result, const Descriptor &x, const Descriptor &y, const char *file, int row) {
  result = dotProduct<Complex4>(x, y, {file, row});
}
void ENTRY(CppDotProductComplex8)(Complex8 &result, const Descriptor &x, const Descriptor &y, const char *file, int row) {
  result = dotProduct<Complex8>(x, y, {file, row});
}

float ENTRY(Norm2_4)(const Descriptor &array, const char *, int, int) { return norm<float>(array); }
double ENTRY(Norm2_8)(const Descriptor &array, const char *, int, int) { return norm<double>(array); }
void ENTRY(Norm2Dim)(Descriptor &result, const Descriptor &array, int dim, const char *file, int row) {
  const Place place{file, row};
  if (array.type == kReal4)
    normLines<float>(result, array, dim, place);
  else if (array.type == kReal8)
    normLines<double>(result, array, dim, place);
  else
    refuse(array, place);
}

}  // extern "C"
