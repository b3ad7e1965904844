// Tables (Core 4.2.7): arrays of references, read by generated code through a TableDefinition.
//
// Invariant: every element is 0 (null) or a reference value as abi.h describes it. Growing may move the elements, and
// updates the definition.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "codegen/abi.h"
#include "frontend/error.h"
#include "frontend/limits.h"
#include "frontend/types.h"

namespace wasmpi {

/// What the tables of one Store may still hold together: a module may declare 100,000 of them.
struct TableBudget {
  uint64_t remainingElements = kMaxTotalTableElements;
};

class Table {
public:
  /// A table of the type's minimum size, every element `initial`. Fails if that is more than kMaxTableElements or than the budget has
  /// left, or if memory is out. The budget must outlive the table.
  static Expected<std::unique_ptr<Table>> create(const TableType& type, TableBudget& budget,
                                                 uint64_t initial = 0);
  ~Table();
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;

  /// What generated code reads; stays at this address.
  TableDefinition* definition() { return &definition_; }
  uint64_t size() const { return definition_.size; }
  /// The declared type with the current size as minimum, as import matching wants it.
  TableType type() const;

  /// The element at `index`, or nullopt beyond the end.
  std::optional<uint64_t> get(uint64_t index) const;
  /// False beyond the end.
  bool set(uint64_t index, uint64_t reference);

  /// Appends `delta` elements; returns the old size, or nullopt if the limits, the budget or the host refuse.
  std::optional<uint64_t> grow(uint64_t delta, uint64_t reference);

  // The bulk operations check the whole range first; false, and nothing written, if it is out of bounds.
  bool fill(uint64_t start, uint64_t reference, uint64_t count);
  bool write(uint64_t destination, std::span<const uint64_t> references);
  /// Copies between tables, or within one (overlapping is fine).
  static bool copy(Table& destination, uint64_t destinationStart, const Table& source,
                   uint64_t sourceStart, uint64_t count);

private:
  Table(const TableType& type, TableBudget& budget) : type_(type), budget_(budget) {}
  bool contains(uint64_t start, uint64_t count) const {
    return count <= definition_.size && start <= definition_.size - count;
  }
  bool ensureCapacity(uint64_t elementCount);

  TableType type_;
  TableBudget& budget_;
  TableDefinition definition_ = {};
  uint64_t capacity_ = 0;
};

} // namespace wasmpi
