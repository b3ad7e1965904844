// Which bytes a transfer touches: `count` elements of a datatype at a guest address
// (MPI-3.1 4.1.6).
//
// Sizes are those the native library computes with, taken when a type is made, and trusted only if
// the library's 64-bit arithmetic cannot have overflowed: a type whose constructor arguments reach
// beyond kMaxMagnitude is marked unusable, and every transfer with it is out of bounds.
#pragma once

#include <cstdint>

#include "hostcalls/mpi/kinds.h"
#include "runtime/guest_memory.h"

namespace wasmpi::mpi {

__extension__ typedef __int128 WideInt;

/// Far above any linear memory, far below what could overflow 64 bits in the next constructor's
/// arithmetic with an int.
inline constexpr int64_t kMaxMagnitude = int64_t{1} << 40;

/// Reads the entry's sizes from the native library. `bound` is at least the magnitude of every
/// number the library computed for it. The type is not committed.
void measure(DatatypeEntry& type, WideInt bound);

/// The type may be used in transfers from now on.
void setCommitted(DatatypeEntry& type);

/// The largest of the magnitudes of the type's sizes and bounds; more than kMaxMagnitude if it is
/// unusable.
WideInt magnitude(const DatatypeEntry& type);

/// Bytes relative to the buffer's address: [first, last). Empty if first >= last.
struct ByteRange {
  WideInt first = 0;
  WideInt last = 0;
};
/// What `count` > 0 elements touch, the first being `offset` extents behind the buffer's address.
ByteRange touchedBytes(const DatatypeEntry& type, WideInt count, WideInt offset);

/// Whether `count` elements at `address` lie within the memory. Nothing is touched if `count` <= 0
/// (who asks refuses a negative one).
bool covers(const GuestMemory& memory, uint32_t address, WideInt count, const DatatypeEntry& type);

/// The same for most messages, without a call: true only if the type is dense and `count` at least
/// 0. False says nothing.
inline bool coversDense(const GuestMemory& memory, uint32_t address, int64_t count,
                        const DatatypeEntry& type) {
  uint64_t byteCount;
  // A negative count is too large as an unsigned one; a dense type's size is not negative.
  const bool overflows = __builtin_mul_overflow(static_cast<uint64_t>(count),
                                                static_cast<uint64_t>(type.size), &byteCount);
  return type.isDense && !overflows && memory.contains(address, byteCount);
}

} // namespace wasmpi::mpi
