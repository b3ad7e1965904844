// MAXLOC, MINLOC and FINDLOC of whole arrays (Fortran 2018 16.9.77, 16.9.134, 16.9.138).
#include "descriptor.h"

namespace wasmpi::fortran {
namespace {

/// Where `better` (element, best so far) last held, as an array of `kind`-byte integers; zeros for none.
template <typename T, typename F>
void locate(Descriptor &result, const Descriptor &array, int kind, const Descriptor *mask, Place place, F better) {
  const int64_t rank = array.rank;
  makeResult(result, kind == 8 ? kInteger8 : kind == 4 ? kInteger4 : kind == 2 ? kInteger2 : kInteger1, kind, 1, &rank, place);
  std::memset(result.base, 0, static_cast<size_t>(rank * kind));
  if (mask && mask->base && mask->rank == 0 && !readLogical(mask->base, mask->elementBytes))
    return;
  const Descriptor *each = mask && mask->base && mask->rank > 0 ? mask : nullptr;
  Cursor cursor(array), included(each ? *each : array);
  const T *best = nullptr;
  for (int64_t i = array.elements(); i > 0; --i, cursor.next()) {
    const T *at = reinterpret_cast<const T *>(cursor.at());
    if ((!each || readLogical(included.at(), each->elementBytes)) && better(*at, best)) {
      best = at;
      for (int k = 0; k < array.rank; ++k)
        writeInteger(result.base + k * kind, kind, cursor.index(k) + 1);
    }
    if (each)
      included.next();
  }
}

template <typename T>
void locateMaximum(Descriptor &result, const Descriptor &array, int kind, const Descriptor *mask, bool back, Place place) {
  locate<T>(result, array, kind, mask, place,
            [back](T x, const T *best) { return !best || x > *best || (back && x == *best) || (*best != *best && x == x); });
}
template <typename T>
void locateMinimum(Descriptor &result, const Descriptor &array, int kind, const Descriptor *mask, bool back, Place place) {
  locate<T>(result, array, kind, mask, place,
            [back](T x, const T *best) { return !best || x < *best || (back && x == *best) || (*best != *best && x == x); });
}
template <typename T>
void locateValue(Descriptor &result, const Descriptor &array, T value, int kind, const Descriptor *mask, bool back, Place place) {
  locate<T>(result, array, kind, mask, place, [=](T x, const T *best) { return x == value && (!best || back); });
}

}  // namespace
}  // namespace wasmpi::fortran

using namespace wasmpi::fortran;

extern "C" {

#define LOCATIONS(Type, T)                                                                                                         \
  void ENTRY(Maxloc##Type)(Descriptor & result, const Descriptor &array, int kind, const char *file, int line,                     \
                           const Descriptor *mask, bool back) {                                                                    \
    locateMaximum<T>(result, array, kind, mask, back, {file, line});                                                               \
  }                                                                                                                                \
  void ENTRY(Minloc##Type)(Descriptor & result, const Descriptor &array, int kind, const char *file, int line,                     \
                           const Descriptor *mask, bool back) {                                                                    \
    locateMinimum<T>(result, array, kind, mask, back, {file, line});                                                               \
  }
LOCATIONS(Integer1, int8_t)
LOCATIONS(Integer2, int16_t)
LOCATIONS(Integer4, int32_t)
LOCATIONS(Integer8, int64_t)
LOCATIONS(Real4, float)
LOCATIONS(Real8, double)

void ENTRY(Findloc)(Descriptor &result, const Descriptor &array, const Descriptor &target, int kind, const char *file, int line,
                    const Descriptor *mask, bool back) {
  const Place place{file, line};
  const auto find = [&](auto value) { locateValue(result, array, value, kind, mask, back, place); };
  if (target.type != array.type)
    fail(place, "FINDLOC of a value of another type or kind than the array's is not supported");
  switch (array.type) {
  case kInteger1: case kLogical1: return find(*reinterpret_cast<int8_t *>(target.base));
  case kInteger2: case kLogical2: return find(*reinterpret_cast<int16_t *>(target.base));
  case kInteger4: case kLogical4: return find(*reinterpret_cast<int32_t *>(target.base));
  case kInteger8: case kLogical8: return find(*reinterpret_cast<int64_t *>(target.base));
  case kReal4: return find(*reinterpret_cast<float *>(target.base));
  case kReal8: return find(*reinterpret_cast<double *>(target.base));
  default: fail(place, "FINDLOC in an array of type code %d is not supported", array.type);
  }
}

}  // extern "C"
