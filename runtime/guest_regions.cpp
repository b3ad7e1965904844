// Append-only lists of address ranges, read without locks.
#include "runtime/guest_regions.h"

namespace wasmpi {

GuestRegions::~GuestRegions() {
  for (auto& head : heads_)
    for (Node* node = head.load(std::memory_order_relaxed); node != nullptr;) {
      Node* next = node->next;
      delete node;
      node = next;
    }
}

void GuestRegions::add(GuestRegion::Kind kind, const GuestRegion& region) {
  auto& head = heads_[static_cast<size_t>(kind)];
  head.store(new Node{region, head.load(std::memory_order_relaxed)}, std::memory_order_release);
}

const GuestRegion* GuestRegions::find(GuestRegion::Kind kind, uintptr_t address) const noexcept {
  const Node* node = heads_[static_cast<size_t>(kind)].load(std::memory_order_acquire);
  for (; node != nullptr; node = node->next)
    if (address >= node->region.begin && address < node->region.end)
      return &node->region;
  return nullptr;
}

} // namespace wasmpi
