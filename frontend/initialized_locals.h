// Which locals without a default value have been set where validation stands (Core 3.4.5 and A.3):
// references that are never null. What a block has set counts up to its end only.
//
// Invariant: memory and time are linear in what a body sets, never in the count of locals it
// declares.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace wasmpi {

class InitializedLocals {
public:
  /// Forgets all.
  void clear() { reset(0); }
  bool contains(uint32_t local) const { return local < isSet_.size() && isSet_[local]; }
  /// `local` is below kMaxLocals.
  void insert(uint32_t local) {
    if (contains(local))
      return;
    if (local >= isSet_.size())
      isSet_.resize(size_t{local} + 1);
    isSet_[local] = true;
    order_.push_back(local);
  }
  size_t count() const { return order_.size(); }
  /// Forgets all but the first `count`.
  void reset(size_t count) {
    for (; order_.size() > count; order_.pop_back())
      isSet_[order_.back()] = false;
  }

private:
  std::vector<bool> isSet_;
  std::vector<uint32_t> order_;
};

} // namespace wasmpi
