// The address ranges of one Engine that the signal handler has to recognise: native code of guests, reservations of linear
// memories, and the C library's code that guest code calls directly.
//
// Invariant: ranges are only ever added while the Engine lives, each by one release store, so a reader needs no lock, and the
// signal handler may read at any instant.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace wasmpi {

class CodeImage;
struct MemoryDefinition;

struct GuestRegion {
  /// LibraryCode: a shared library whose functions are called through the slots of libcalls.def.
  enum class Kind : uint8_t { GuestCode, MemoryReservation, LibraryCode };

  uintptr_t begin;
  uintptr_t end;
  /// Of GuestCode: the image it belongs to, or null.
  const CodeImage* image = nullptr;
  /// Of MemoryReservation.
  const MemoryDefinition* memory = nullptr;
};

class GuestRegions {
public:
  GuestRegions() = default;
  GuestRegions(const GuestRegions&) = delete;
  GuestRegions& operator=(const GuestRegions&) = delete;
  ~GuestRegions();

  /// Not to be called from a signal handler. The range stays known until this object ends.
  void add(GuestRegion::Kind kind, const GuestRegion& region);

  /// The region of this kind that holds `address`, or null. Async-signal-safe.
  const GuestRegion* find(GuestRegion::Kind kind, uintptr_t address) const noexcept;

private:
  struct Node;
  std::array<std::atomic<Node*>, 3> heads_ = {};
};

} // namespace wasmpi
