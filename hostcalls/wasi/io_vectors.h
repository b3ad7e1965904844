// The guest's scatter/gather lists as host iovecs into linear memory, so that data moves between it
// and the host without a copy in between.
//
// The list itself is copied, then each range is checked: what the host gets cannot change any more.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <limits>

#include <sys/uio.h>

#include "hostcalls/wasi/failure.h"
#include "hostcalls/wasi/wasi_types.h"

namespace wasmpi::wasi {

/// Up to IOV_MAX vectors, the most that the host takes at once.
class HostVectors {
public:
  /// Replaces the content by `count` <= IOV_MAX vectors read from the address.
  Fallible<void> load(const GuestMemory& memory, uint64_t address, uint32_t count) {
    auto bytes = memory.range(address, uint64_t{count} * sizeof(GuestIoVector));
    if (!bytes)
      return passOn(bytes);
    // A memory never shrinks: what was inside stays inside.
    uint8_t* const base = memory.base();
    const uint64_t memorySize = memory.byteSize();
    count_ = 0;
    byteSize_ = 0;
    for (uint32_t i = 0; i < count; ++i) {
      GuestIoVector vector;
      std::memcpy(&vector, *bytes + i * sizeof(vector), sizeof(vector));
      if (uint64_t{vector.address} + vector.byteSize > memorySize) [[unlikely]] {
        // Unless the memory has grown since.
        if (const auto data = memory.range(vector.address, vector.byteSize); !data)
          return passOn(data);
      }
      entries_[count_++] = {base + vector.address, vector.byteSize};
      byteSize_ += vector.byteSize;
    }
    return {};
  }

  iovec* data() { return entries_.data(); }
  int count() const { return count_; }
  uint64_t byteSize() const { return byteSize_; }

private:
  std::array<iovec, IOV_MAX> entries_; // only the first count_ are set
  int count_ = 0;
  uint64_t byteSize_ = 0;
};

/// One call of `transfer`, again if a signal came between: the byte count, or -1.
template <class Transfer>
ssize_t transferOnce(iovec* data, int count, uint64_t before, Transfer& transfer) {
  ssize_t moved = 0;
  do
    moved = transfer(data, count, before);
  while (moved < 0 && errno == EINTR);
  return moved;
}

/// The common case: one vector.
template <class Transfer>
Fallible<uint32_t> transferVector(const GuestMemory& memory, GuestPtr<GuestIoVector> vector,
                                  Transfer transfer) {
  const auto place = memory.range(vector.address, sizeof(GuestIoVector));
  if (!place)
    return passOn(place);
  GuestIoVector guest;
  std::memcpy(&guest, *place, sizeof(guest));
  const auto bytes = memory.range(guest.address, guest.byteSize);
  if (!bytes)
    return passOn(bytes);
  iovec data = {*bytes, guest.byteSize};
  const ssize_t moved = transferOnce(&data, 1, 0, transfer);
  if (moved < 0)
    return failWith(fromHostErrno(errno));
  return static_cast<uint32_t>(moved);
}

/// All other counts, chunk by chunk. Not inlined: the common case does not need so much stack.
template <class Transfer>
[[gnu::noinline]] Fallible<uint32_t> transferList(const GuestMemory& memory,
                                                  GuestPtr<GuestIoVector> vectors, uint32_t count,
                                                  Transfer transfer) {
  auto list = memory.range(vectors.address, uint64_t{count} * sizeof(GuestIoVector));
  if (!list)
    return passOn(list);

  HostVectors chunk;
  uint64_t total = 0;
  uint32_t done = 0;
  do {
    const uint32_t chunkCount = std::min<uint32_t>(count - done, IOV_MAX);
    const uint64_t address = vectors.address + uint64_t{done} * sizeof(GuestIoVector);
    if (auto loaded = chunk.load(memory, address, chunkCount); !loaded)
      return passOn(loaded);
    // The host moves less than 2 GiB at once, so only a sum can outgrow the guest's 32 bits.
    if (done > 0 && total + chunk.byteSize() > std::numeric_limits<uint32_t>::max())
      break;
    const ssize_t moved = transferOnce(chunk.data(), chunk.count(), total, transfer);
    if (moved < 0 && total == 0)
      return failWith(fromHostErrno(errno));
    if (moved < 0)
      break;
    total += static_cast<uint64_t>(moved);
    done += chunkCount;
    if (static_cast<uint64_t>(moved) < chunk.byteSize())
      break;
  } while (done < count);
  return static_cast<uint32_t>(total);
}

/// Moves data through `transfer(iovec*, int count, uint64_t bytesBefore)`, a host call that returns
/// a byte count or -1, as often as needed for all vectors. Stops at a short count; an error counts
/// only if nothing was moved before. Yields the number of bytes.
template <class Transfer>
Fallible<uint32_t> transferVectors(const GuestMemory& memory, GuestPtr<GuestIoVector> vectors,
                                   uint32_t count, Transfer transfer) {
  if (count == 1) [[likely]]
    return transferVector(memory, vectors, transfer);
  return transferList(memory, vectors, count, transfer);
}

} // namespace wasmpi::wasi
