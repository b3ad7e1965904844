// Linear memories (Core 4.2.8): address space reserved once, made accessible page by page as the memory grows.
//
// Invariant: the base never moves and memory never shrinks while the object lives, since MPI may hold pointers into guest
// memory across any call. With guard pages, the reservation covers every address that a 32-bit index plus a 32-bit offset can
// form, so an access outside of the memory always faults inside of it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "codegen/abi.h"
#include "codegen/compiler_api.h"
#include "frontend/error.h"
#include "frontend/types.h"

namespace wasmpi {

struct LinearMemoryOptions {
  /// Explicit: only what the memory may grow to is reserved, for processes whose address space is limited.
  BoundsChecks boundsChecks = BoundsChecks::Guard;
  /// Upper bound in bytes, whatever the type allows.
  uint64_t maxByteSize = 4ull << 30;
  /// Gets notices, one line each.
  std::function<void(std::string_view)> onNotice = {};
};

class LinearMemory {
public:
  /// 4 GiB of index, 4 GiB of offset, and one page for the width of an access.
  static constexpr uint64_t kGuardReservationByteSize = (8ull << 30) + kPageByteSize;

  /// Reserves address space and makes the minimum accessible, all zero. Fails if the minimum exceeds the limits or the host refuses.
  static Expected<std::unique_ptr<LinearMemory>> create(const MemoryType& type,
                                                        const LinearMemoryOptions& options);
  /// Gives the address space back; nobody may hold pointers into it any more.
  ~LinearMemory();
  LinearMemory(const LinearMemory&) = delete;
  LinearMemory& operator=(const LinearMemory&) = delete;

  /// What generated code reads; stays at this address.
  MemoryDefinition* definition() { return &definition_; }
  const MemoryDefinition* definition() const { return &definition_; }

  uint64_t pageCount() const { return definition_.byteSize / kPageByteSize; }
  /// The declared type with the current size as minimum, as import matching wants it.
  MemoryType type() const;

  /// Grows by `delta` pages; returns the old page count, or nullopt if the limit or the host refuses.
  /// The base address never changes: MPI may hold pointers into guest memory across this call.
  std::optional<uint64_t> grow(uint64_t delta);

  /// The reserved address range, the accessible part included.
  uintptr_t reservationBegin() const { return reinterpret_cast<uintptr_t>(definition_.base); }
  uintptr_t reservationEnd() const { return reservationBegin() + reservedByteSize_; }

  /// Whether the process can reserve what Guard needs, with as much again left for everything else.
  static bool canReserveGuards();

private:
  LinearMemory(const MemoryType& type, uint64_t maxPageCount)
      : type_(type), maxPageCount_(maxPageCount) {}
  /// Maps `byteSize` bytes without access; false if the host refuses.
  bool reserve(uint64_t byteSize);
  Expected<void> reserveForGuards();
  Expected<void> reserveForLimits(const LinearMemoryOptions& options);

  MemoryType type_;
  MemoryDefinition definition_ = {};
  /// Largest size `grow` may reach.
  uint64_t maxPageCount_;
  uint64_t reservedByteSize_ = 0;
  /// The whole mapping: the reservation and what its alignment cost.
  void* mapping_ = nullptr;
  uint64_t mappedByteSize_ = 0;
};

} // namespace wasmpi
