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

/// For most messages, without a call: how many bytes from the buffer's address on `count` elements
/// reach over; false if the type is not plain. A negative count gives more than any memory has.
inline bool plainByteCount(int64_t count, const DatatypeEntry& type, uint64_t& byteCount) {
  int64_t end;
  if (type.plainExtent == 0 || __builtin_mul_overflow(count, int64_t{type.plainExtent}, &end))
    return false;
  byteCount = static_cast<uint64_t>(end) - type.plainGap;
  return true;
}

/// As covers, but true only if the type is plain and `count` not negative; false says nothing.
inline bool coversPlain(const GuestMemory& memory, uint64_t address, int64_t count,
                        const DatatypeEntry& type) {
  uint64_t byteCount;
  return plainByteCount(count, type, byteCount) && memory.contains(address, byteCount);
}

} // namespace wasmpi::mpi
