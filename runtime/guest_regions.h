// The address ranges of one Engine that the signal handler has to recognise: native code of guests, reservations of linear
// memories, and the C library's code that guest code calls directly.
//
// Invariant: ranges are only ever added while the Engine lives, each by one release store, so a reader needs no lock, and the
// signal handler may read at any instant.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace wasmpi {

class CodeImage;
struct MemoryDefinition;

struct GuestRegion {
  /// GuestCode: what a line table describes. CodePages: whole pages that hold guest code and what belongs to it, nothing else.
  /// ImageCode: from the first to the last guest code of an image. LibraryCode: a shared library whose functions are called through the slots of libcalls.def.
  enum class Kind : uint8_t { GuestCode, CodePages, MemoryReservation, LibraryCode, ImageCode };
  static constexpr size_t kKindCount = 5;

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

  /// Calls `visit(region)` for each region of this kind. Async-signal-safe if `visit` is.
  template <class Visit> void forEach(GuestRegion::Kind kind, Visit visit) const noexcept {
    const Node* node = heads_[static_cast<size_t>(kind)].load(std::memory_order_acquire);
    for (; node != nullptr; node = node->next)
      visit(node->region);
  }

private:
  struct Node {
    GuestRegion region;
    Node* next;
  };
  std::array<std::atomic<Node*>, GuestRegion::kKindCount> heads_ = {};
};

} // namespace wasmpi
