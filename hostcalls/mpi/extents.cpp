// The arithmetic is done in 128 bits: a product of three 32-bit numbers and a magnitude of 2^40
// stays exact.
#include "hostcalls/mpi/extents.h"

#include <algorithm>

namespace wasmpi::mpi {

namespace {

WideInt absolute(WideInt value) { return value < 0 ? -value : value; }

} // namespace

void measure(DatatypeEntry& type, WideInt bound) {
  type.plainExtent = 0;
  type.isCommitted = false;
  type.isUnusable = true;
  if (bound > kMaxMagnitude * WideInt{64})
    return;
  MPI_Count size = 0, lowerBound = 0, extent = 0, trueLowerBound = 0, trueExtent = 0;
  const bool isKnown =
      MPI_Type_size_x(type.native, &size) == MPI_SUCCESS &&
      MPI_Type_get_extent_x(type.native, &lowerBound, &extent) == MPI_SUCCESS &&
      MPI_Type_get_true_extent_x(type.native, &trueLowerBound, &trueExtent) == MPI_SUCCESS;
  if (!isKnown || size == MPI_UNDEFINED || extent == MPI_UNDEFINED)
    return;
  type.size = size;
  type.extent = extent;
  type.trueLowerBound = size > 0 ? trueLowerBound : 0;
  type.trueUpperBound = size > 0 ? trueLowerBound + trueExtent : 0;
  type.isUnusable = false;
  type.isUnusable = magnitude(type) > kMaxMagnitude || absolute(lowerBound) > kMaxMagnitude;
}

void setCommitted(DatatypeEntry& type) {
  type.isCommitted = true;
  const bool isPlain = !type.isUnusable && type.size > 0 && type.size <= type.extent &&
                       type.extent <= INT32_MAX && type.trueLowerBound >= 0 &&
                       type.trueUpperBound <= type.extent;
  type.plainExtent = isPlain ? static_cast<uint32_t>(type.extent) : 0;
  type.plainGap = isPlain ? static_cast<uint32_t>(type.extent - type.trueUpperBound) : 0;
}

WideInt magnitude(const DatatypeEntry& type) {
  if (type.isUnusable)
    return WideInt{kMaxMagnitude} * 1024;
  return std::max({absolute(type.size), absolute(type.extent), absolute(type.trueLowerBound),
                   absolute(type.trueUpperBound)});
}

ByteRange touchedBytes(const DatatypeEntry& type, WideInt count, WideInt offset) {
  if (type.trueLowerBound >= type.trueUpperBound)
    return {};
  const WideInt first = offset * type.extent;
  const WideInt last = first + (count - 1) * type.extent;
  return {std::min(first, last) + type.trueLowerBound, std::max(first, last) + type.trueUpperBound};
}

bool covers(const GuestMemory& memory, uint32_t address, WideInt count, const DatatypeEntry& type) {
  if (count <= 0)
    return true;
  if (type.isUnusable)
    return false;
  // Bounds the library's own product of count and size, too.
  if (count * type.size > WideInt{kMaxMagnitude} * kMaxMagnitude / 1024 / 1024)
    return false;
  const ByteRange touched = touchedBytes(type, count, 0);
  if (touched.first >= touched.last)
    return true;
  const WideInt first = address + touched.first;
  return first >= 0 && touched.last - touched.first <= WideInt{memory.byteSize()} &&
         first <= WideInt{memory.byteSize()} - (touched.last - touched.first);
}

} // namespace wasmpi::mpi
