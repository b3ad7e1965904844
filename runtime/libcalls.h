// The C library functions of libcalls.def, as images are given them.
//
// They are taken from the C library itself, not from whatever interposes them in this program (a sanitizer's wrappers), so that
// a fault in one lies in its code and directly below guest code; signals.h relies on that.
#pragma once

#include <vector>

#include "frontend/error.h"
#include "runtime/guest_regions.h"

namespace wasmpi {

class Libcalls {
public:
  /// Looks all of them up, and makes the code they lie in known to `regions`.
  static Expected<Libcalls> resolve(GuestRegions& regions);

  /// In the order of libcalls.def.
  const std::vector<void*>& addresses() const { return addresses_; }

private:
  std::vector<void*> addresses_;
};

} // namespace wasmpi
