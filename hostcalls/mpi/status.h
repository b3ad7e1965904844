// MPI_Status between guest and library.
//
// The guest's is MPI_SOURCE, MPI_TAG, MPI_ERROR and hidden integers: 32 bytes in the standard ABI,
// 24 in the older one. Only the first 24 are used, so that one layout serves both; what the library
// hides in its own status travels in the hidden part.
#pragma once

#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

struct GuestStatus {
  int32_t source;
  int32_t tag;
  int32_t error;
  int32_t hidden[3];
};
static_assert(sizeof(GuestStatus) == 24);

/// Distance of two statuses in an array.
inline constexpr uint32_t guestStatusStride(GuestAbi abi) {
  return abi == GuestAbi::Standard ? 32 : 24;
}

#ifdef OPEN_MPI
/// `hidden` has room for GuestStatus::hidden.
inline void hideInGuest(const MPI_Status& native, uint8_t* hidden) {
  static_assert(sizeof native._cancelled + sizeof native._ucount == sizeof GuestStatus::hidden);
  std::memcpy(hidden, &native._cancelled, sizeof native._cancelled);
  std::memcpy(hidden + sizeof native._cancelled, &native._ucount, sizeof native._ucount);
}
inline void takeHidden(const GuestStatus& guest, MPI_Status& native) {
  native._cancelled = guest.hidden[0];
  std::memcpy(&native._ucount, &guest.hidden[1], sizeof native._ucount);
}
#else
/// `hidden` has room for GuestStatus::hidden.
inline void hideInGuest(const MPI_Status& native, uint8_t* hidden) {
  static_assert(sizeof native.count_lo + sizeof native.count_hi_and_cancelled <=
                sizeof GuestStatus::hidden);
  std::memcpy(hidden, &native.count_lo, sizeof native.count_lo);
  std::memcpy(hidden + sizeof native.count_lo, &native.count_hi_and_cancelled,
              sizeof native.count_hi_and_cancelled);
}
inline void takeHidden(const GuestStatus& guest, MPI_Status& native) {
  native.count_lo = guest.hidden[0];
  native.count_hi_and_cancelled = guest.hidden[1];
}
#endif

/// MPI_SOURCE of a native status the library has not written; no rank, and no special one.
inline constexpr int kUnwritten = INT_MIN;

/// Prepares a status for the library to write. What it leaves out is zero, for the guest gets that,
/// too. In its place: a copy of the whole would wait for the fields' stores.
inline void clearStatus(MPI_Status& status) {
  status = {};
  status.MPI_SOURCE = kUnwritten;
}

/// Writes everything but MPI_ERROR, which calls that complete one operation leave alone
/// (MPI-3.1 3.2.5). `bytes` has room. Field by field: a copy of the whole would wait for the
/// fields' stores.
inline void writeStatus(const MpiContext& context, const MPI_Status& native, uint8_t* bytes) {
  const int32_t source = context.rankToGuest(native.MPI_SOURCE);
  const int32_t tag = context.tagToGuest(native.MPI_TAG);
  std::memcpy(bytes + offsetof(GuestStatus, source), &source, sizeof source);
  std::memcpy(bytes + offsetof(GuestStatus, tag), &tag, sizeof tag);
  hideInGuest(native, bytes + offsetof(GuestStatus, hidden));
}

inline void writeStatusError(int32_t guestCode, uint8_t* bytes) {
  std::memcpy(bytes + offsetof(GuestStatus, error), &guestCode, sizeof guestCode);
}

inline MPI_Status readStatus(const MpiContext& context, const uint8_t* bytes) {
  GuestStatus guest;
  std::memcpy(&guest, bytes, sizeof guest);
  MPI_Status native = {};
  native.MPI_SOURCE = context.rankToNative(guest.source);
  native.MPI_TAG = context.tagToNative(guest.tag);
  native.MPI_ERROR = MPI_SUCCESS;
  takeHidden(guest, native);
  return native;
}

} // namespace wasmpi::mpi
