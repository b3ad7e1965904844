// The C library functions of libcalls.def, as images are given them.
//
// They are taken from the C library itself, not from whatever interposes them in this program (a sanitizer's wrappers), so that
// a fault in one lies in its code and directly below guest code; signals.h relies on that.
#pragma once

#include <array>
#include <cstddef>

#include "frontend/error.h"
#include "runtime/guest_regions.h"

namespace wasmpi {

class Libcalls {
public:
  static constexpr size_t kCount = 0
#define LIBCALL(name, ...) +1
#include "codegen/libcalls.def"
#undef LIBCALL
      ;

  /// The code of functions that are looked up becomes known to `regions`, which must outlive this.
  explicit Libcalls(GuestRegions& regions) : regions_(regions) {}

  /// The function of row `index` of libcalls.def, looked up when it is first asked for: most images call few, and opening a library takes
  /// a part of a warm start. Fails if the system has none.
  Expected<void*> find(size_t index);

private:
  GuestRegions& regions_;
  std::array<void*, kCount> addresses_ = {};
};

} // namespace wasmpi
