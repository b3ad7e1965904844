// Characters that grow: the record that a statement reads or writes. Plain data, so that zeroed memory is an empty one.
#pragma once

#include "descriptor.h"

#include <cstdlib>

namespace wasmpi::fortran {

struct Buffer {
  char *data;
  int64_t size;
  int64_t capacity;

  void reserve(int64_t wanted) {
    if (wanted <= capacity)
      return;
    int64_t larger = capacity ? capacity : 128;
    while (larger < wanted)
      larger *= 2;
    data = static_cast<char *>(std::realloc(data, static_cast<size_t>(larger)));
    if (!data)
      fail({}, "there is no memory for a record of %lld characters", static_cast<long long>(wanted));
    capacity = larger;
  }
  /// Makes it as long, with blanks where nothing was written.
  void extend(int64_t wanted) {
    if (wanted <= size)
      return;
    reserve(wanted);
    std::memset(data + size, ' ', static_cast<size_t>(wanted - size));
    size = wanted;
  }
  void put(int64_t at, const char *text, int64_t length) {
    extend(at + length);
    if (length > 0)
      std::memcpy(data + at, text, static_cast<size_t>(length));
  }
  void clear() { size = 0; }
  void release() {
    std::free(data);
    *this = {};
  }
};

}  // namespace wasmpi::fortran
