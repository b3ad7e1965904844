// The objects of one kind that a guest knows, by the 32-bit number it knows them by.
//
// Predefined handles are the small numbers of the guest's ABI; dynamic ones start at a base of the
// table's own, so that a handle of another kind is never found. A number without an object finds an
// entry that holds the native null handle, which adaptors refuse. Entries
// may move when one is added: do not keep references across calls that may run the guest.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace wasmpi::mpi {

/// Entry has a member `native` and is made from a native handle.
template <class Entry> class HandleTable {
public:
  using Native = decltype(Entry::native);
  static constexpr uint32_t kNoSlot = UINT32_MAX;

private:
  struct Fields {
    Entry entry;
    bool isLive = false;
  };
  /// A power of two large, so that an index becomes an address by a shift.
  struct alignas(std::bit_ceil(sizeof(Fields))) Slot : Fields {};

public:
  /// Predefined handles lie in [firstPredefined, firstPredefined + predefinedCount); the rest of
  /// that range is without objects.
  HandleTable(uint32_t firstPredefined, uint32_t predefinedCount, uint32_t firstDynamic,
              Native null)
      : firstPredefined_(firstPredefined), predefinedCount_(predefinedCount),
        firstDynamic_(firstDynamic), absent_(null) {
    entries_.resize(predefinedCount);
    for (Slot& slot : entries_)
      slot.entry = Entry(null);
    dynamicSlots_ = entries_.data() + predefinedCount;
  }
  HandleTable(HandleTable&&) = default;

  void definePredefined(uint32_t handle, Native native) {
    Slot& slot = entries_[handle - firstPredefined_];
    slot.entry = Entry(native);
    slot.isLive = true;
  }

  /// The handle's entry, or one with the native null handle.
  Entry& operator[](uint32_t handle) {
    if (handle - firstPredefined_ < predefinedCount_)
      return entries_[handle - firstPredefined_].entry;
    if (handle - firstDynamic_ < dynamicCount_) [[likely]]
      return dynamicSlots_[handle - firstDynamic_].entry;
    return absent_;
  }

  /// Dynamic handles of an array, one after the other. Its numbers are copies, so that they stay in
  /// registers; valid until an object is added.
  class DynamicView {
  public:
    explicit DynamicView(HandleTable& table)
        : slots_(table.dynamicSlots_), first_(table.firstDynamic_), count_(table.dynamicCount_) {}
    /// The number of the handle's slot, for `at`; kNoSlot if it is none of a dynamic handle.
    uint32_t find(uint32_t handle) const {
      return handle - first_ < count_ ? handle - first_ : kNoSlot;
    }
    Entry& at(uint32_t slot) const { return slots_[slot].entry; }

  private:
    typename HandleTable::Slot* slots_;
    uint32_t first_, count_;
  };
  DynamicView dynamic() { return DynamicView(*this); }

  /// Frees slots, one after the other. No object is added meanwhile.
  class Freeing {
  public:
    explicit Freeing(HandleTable& table)
        : table_(table), slots_(table.dynamicSlots_), free_(table.freeSlots_.data()),
          count_(table.freeCount_) {}
    ~Freeing() { table_.freeCount_ = count_; }
    Freeing(const Freeing&) = delete;
    Freeing& operator=(const Freeing&) = delete;
    /// By the number of its slot: a live handle's, whose entry is as made from the native null
    /// handle.
    void free(uint32_t dynamicSlot) {
      slots_[dynamicSlot].isLive = false;
      free_[count_++] = dynamicSlot;
    }

  private:
    HandleTable& table_;
    typename HandleTable::Slot* slots_;
    uint32_t* free_;
    uint32_t count_;
  };

  bool isLive(uint32_t handle) const {
    if (handle - firstPredefined_ < predefinedCount_)
      return entries_[handle - firstPredefined_].isLive;
    return isLiveDynamic(handle);
  }
  bool isPredefined(uint32_t handle) const {
    return handle - firstPredefined_ < predefinedCount_ && isLive(handle);
  }

  /// A new handle, and its entry, which is as made from the native null handle: for whoever asked
  /// to fill in. Handles are reused, last freed first.
  struct New {
    uint32_t handle;
    Entry& entry;
  };
  New add() {
    if (freeCount_ == 0) [[unlikely]]
      addSlot();
    const uint32_t dynamicSlot = freeSlots_[--freeCount_];
    Slot& slot = dynamicSlots_[dynamicSlot];
    slot.isLive = true;
    return {firstDynamic_ + dynamicSlot, slot.entry};
  }
  /// Takes an object in; returns its new handle.
  uint32_t add(Entry entry) {
    const New added = add();
    added.entry = std::move(entry);
    return added.handle;
  }

  /// Forgets a dynamic handle; predefined and unknown ones stay as they are.
  void remove(uint32_t handle) {
    if (!isLiveDynamic(handle))
      return;
    removeAt(handle - firstDynamic_);
  }
  /// The same of a live handle, by the number of its slot.
  void removeAt(uint32_t dynamicSlot) {
    dynamicSlots_[dynamicSlot].entry = Entry(absent_.native);
    Freeing(*this).free(dynamicSlot);
  }

  bool hasDynamic() const {
    return std::any_of(entries_.begin() + predefinedCount_, entries_.end(),
                       [](const Slot& slot) { return slot.isLive; });
  }
  void removeAllDynamic() {
    for (uint32_t index = 0; index < dynamicCount_; index++)
      if (dynamicSlots_[index].isLive)
        removeAt(index);
  }

  /// The handle of the first live entry for which `matches` holds, predefined ones first. Linear:
  /// for calls that are rare.
  template <class Predicate> std::optional<uint32_t> findIf(Predicate matches) const {
    return findAmong(static_cast<uint32_t>(entries_.size()), matches);
  }
  /// The guest's handle of a native object, if it has one.
  std::optional<uint32_t> findNative(Native native) const {
    return findIf([native](const Entry& entry) { return entry.native == native; });
  }
  /// As findNative, among the predefined handles only.
  std::optional<uint32_t> findPredefined(Native native) const {
    return findAmong(predefinedCount_,
                     [native](const Entry& entry) { return entry.native == native; });
  }

private:
  [[gnu::noinline]] void addSlot() {
    entries_.emplace_back().entry = Entry(absent_.native);
    dynamicSlots_ = entries_.data() + predefinedCount_;
    freeSlots_.push_back(0);
    freeSlots_[freeCount_++] = dynamicCount_++;
  }

  template <class Predicate>
  std::optional<uint32_t> findAmong(uint32_t count, Predicate matches) const {
    for (uint32_t index = 0; index < count; index++) {
      if (!entries_[index].isLive || !matches(entries_[index].entry))
        continue;
      return index < predefinedCount_ ? firstPredefined_ + index
                                      : firstDynamic_ + (index - predefinedCount_);
    }
    return std::nullopt;
  }
  bool isLiveDynamic(uint32_t handle) const {
    const uint32_t index = handle - firstDynamic_;
    return index < dynamicCount_ && dynamicSlots_[index].isLive;
  }

  uint32_t firstPredefined_, predefinedCount_, firstDynamic_;
  /// Slots behind the predefined ones.
  uint32_t dynamicCount_ = 0;
  std::vector<Slot> entries_;
  Slot* dynamicSlots_ = nullptr;
  /// Numbers of free dynamic slots: the first freeCount_, with room for all. Not a list through the
  /// slots: the next one is known without waiting for what was written to the last.
  std::vector<uint32_t> freeSlots_;
  uint32_t freeCount_ = 0;
  Entry absent_;
};

} // namespace wasmpi::mpi
