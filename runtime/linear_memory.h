// Linear memories (Core 4.2.8): address space reserved once, made accessible page by page as the memory grows.
//
// Invariant: the base never moves and memory never shrinks while the object lives, since MPI may hold pointers into guest
// memory across any call. With guard pages (canBeGuarded in abi.h), the reservation covers every address that a 32-bit index plus a
// 32-bit offset can form, so an access outside of the memory always faults inside of it. Any other memory reserves what it may grow
// to, and generated code compares each access with the current size.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "codegen/abi.h"
#include "codegen/compiler_api.h"
#include "frontend/error.h"
#include "frontend/limits.h"
#include "frontend/types.h"
#include "runtime/wait_queue.h"

namespace wasmpi {

/// What the memories of one Engine may still take together, in bytes. Any thread takes and gives back.
struct MemoryBudget {
  std::atomic<uint64_t> reservable = kMaxReservedByteSize;
  /// Of what is accessible: initial sizes and growth.
  std::atomic<uint64_t> growable = UINT64_MAX;
};

struct LinearMemoryOptions {
  /// Explicit: only what the memory may grow to is reserved, for processes whose address space is limited.
  BoundsChecks boundsChecks = BoundsChecks::Guard;
  /// Upper bounds in bytes of a memory with 32-bit and of one with 64-bit addresses, whatever the type allows.
  uint64_t maxByteSize = 4ull << 30;
  uint64_t max64ByteSize = kMaxMemory64ByteSize;
  /// Gets notices, one line each.
  std::function<void(std::string_view)> onNotice = {};
  /// Shared with other memories, all of which it outlives; null: unlimited.
  MemoryBudget* budget = nullptr;
};

class LinearMemory {
public:
  /// 4 GiB of index, 4 GiB of offset, and one page for the width of an access.
  static constexpr uint64_t kGuardReservationByteSize = (8ull << 30) + kPageByteSize;

  /// Reserves address space and makes the minimum accessible, all zero. Fails if the minimum exceeds the limits or the budget, or the host
  /// refuses.
  static Expected<std::unique_ptr<LinearMemory>> create(const MemoryType& type,
                                                        const LinearMemoryOptions& options);
  /// Gives the address space back; nobody may hold pointers into it any more.
  ~LinearMemory();
  LinearMemory(const LinearMemory&) = delete;
  LinearMemory& operator=(const LinearMemory&) = delete;

  /// What generated code reads; stays at this address.
  MemoryDefinition* definition() { return &definition_; }
  const MemoryDefinition* definition() const { return &definition_; }

  uint64_t pageCount() const { return definition_.currentByteSize() >> type_.pageByteSizeLog2; }
  /// The declared type with the current size as minimum, as import matching wants it.
  MemoryType type() const;

  /// Grows by `delta` pages; returns the old page count, or nullopt if the limit, the budget or the host refuses.
  /// The base address never changes: MPI may hold pointers into guest memory across this call. Any thread may call it.
  std::optional<uint64_t> grow(uint64_t delta);

  /// Puts the first bytes of a file in the place of [address, address + byteSize), for everybody who maps it to share: a write by one
  /// is seen by all. The range must be whole host pages of accessible memory; what was there is lost. The file must keep its size for
  /// as long. On failure the range holds zeros.
  Expected<void> mapShared(uint64_t address, uint64_t byteSize, int file);
  /// Puts private pages of zeros in the place of such a range again.
  Expected<void> mapPrivate(uint64_t address, uint64_t byteSize);

  /// Of a shared memory; null for others.
  WaitQueue* waitQueue() { return waitQueue_.get(); }

  /// The reserved address range, the accessible part included.
  uintptr_t reservationBegin() const { return reinterpret_cast<uintptr_t>(definition_.base); }
  uintptr_t reservationEnd() const { return reservationBegin() + reservedByteSize_; }

  /// Whether the process can reserve what Guard needs, with as much again left for everything else.
  static bool canReserveGuards();

private:
  LinearMemory(const MemoryType& type, uint64_t maxPageCount, MemoryBudget* budget)
      : type_(type), maxPageCount_(maxPageCount), budget_(budget),
        waitQueue_(type.limits.isShared ? std::make_unique<WaitQueue>() : nullptr) {}
  /// Maps `byteSize` bytes without access; false if the budget or the host refuses.
  bool reserve(uint64_t byteSize);
  Expected<void> reserveForGuards();
  Expected<void> reserveForLimits(const LinearMemoryOptions& options);
  /// Lets the kernel use huge pages for a range.
  void adviseHugePages(uint64_t address, uint64_t byteSize);
  /// Whether [address, address + byteSize) is whole host pages of accessible memory.
  bool isWholePages(uint64_t address, uint64_t byteSize) const;
  uint64_t byteSizeOf(uint64_t pageCount) const { return pageCount << type_.pageByteSizeLog2; }

  MemoryType type_;
  MemoryDefinition definition_ = {};
  /// Largest size `grow` may reach; in bytes it fits 64 bits.
  uint64_t maxPageCount_;
  MemoryBudget* budget_;
  std::unique_ptr<WaitQueue> waitQueue_;
  /// Held while the memory grows.
  std::mutex growth_;
  uint64_t reservedByteSize_ = 0;
  /// The whole mapping: the reservation and what its alignment cost.
  void* mapping_ = nullptr;
  uint64_t mappedByteSize_ = 0;
};

} // namespace wasmpi
