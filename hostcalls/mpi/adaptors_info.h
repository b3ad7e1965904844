// Adaptors for keys and values of information objects (MPI-3.1 9).
//
// The guest's limits are those of the standard ABI (255 and 1023 characters), the library's may be
// lower: what is too long for it is refused as the library refuses it.
#pragma once

#include "hostcalls/mpi/adaptors_array.h"

namespace wasmpi::mpi {

/// An information object that must be one.
using InInfo = In<Info, false>;

/// A string of `minLength` to `maxLength` characters; anything else is `error`.
template <int64_t minLength, int64_t maxLength, int error> struct InfoString : InString {
  bool decode(Call call, uint32_t address) {
    if (address == 0)
      return call.failWithError(error);
    if (!InString::decode(call, address))
      return false;
    const auto length = static_cast<int64_t>(text().size());
    return (length >= minLength && length <= maxLength) || call.failWithError(error);
  }
};
using InfoKey = InfoString<1, MPI_MAX_INFO_KEY, MPI_ERR_INFO_KEY>;
using InfoValue = InfoString<0, MPI_MAX_INFO_VAL, MPI_ERR_INFO_VALUE>;

} // namespace wasmpi::mpi
