// Storage and bulk operations of tables.
#include "runtime/table.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

namespace wasmpi {

Expected<std::unique_ptr<Table>> Table::create(const TableType& type, TableBudget& budget,
                                               uint64_t initial) {
  if (type.limits.minimum > kMaxTableElements)
    return failure(fmt::format("the module needs a table of {} elements, but the limit is {}",
                               type.limits.minimum, kMaxTableElements));
  if (type.limits.minimum > budget.remainingElements)
    return failure(fmt::format("the module needs a table of {} elements, but all tables together may "
                               "have {}, of which {} are left",
                               type.limits.minimum, kMaxTotalTableElements,
                               budget.remainingElements));
  std::unique_ptr<Table> table(new Table(type, budget));
  if (!table->grow(type.limits.minimum, initial))
    return failure(fmt::format("out of memory for a table of {} elements", type.limits.minimum));
  return table;
}

Table::~Table() {
  budget_.remainingElements += definition_.size;
  std::free(definition_.elements);
}

TableType Table::type() const {
  TableType current = type_;
  current.limits.minimum = definition_.size;
  return current;
}

std::optional<uint64_t> Table::get(uint64_t index) const {
  if (index >= definition_.size)
    return std::nullopt;
  return definition_.elements[index];
}

bool Table::set(uint64_t index, uint64_t reference) {
  if (index >= definition_.size)
    return false;
  definition_.elements[index] = reference;
  return true;
}

bool Table::ensureCapacity(uint64_t elementCount) {
  if (elementCount <= capacity_)
    return true;
  // At least doubled, so that growing by one again and again stays linear.
  const uint64_t capacity =
      std::min<uint64_t>(std::max(elementCount, 2 * capacity_), kMaxTableElements);
  void* elements = std::realloc(definition_.elements, capacity * sizeof(uint64_t));
  if (elements == nullptr)
    return false;
  definition_.elements = static_cast<uint64_t*>(elements);
  capacity_ = capacity;
  return true;
}

std::optional<uint64_t> Table::grow(uint64_t delta, uint64_t reference) {
  const uint64_t oldSize = definition_.size;
  const uint64_t maximum =
      std::min<uint64_t>(type_.limits.maximum.value_or(kMaxTableElements), kMaxTableElements);
  if (delta > maximum - oldSize || delta > budget_.remainingElements ||
      !ensureCapacity(oldSize + delta))
    return std::nullopt;
  budget_.remainingElements -= delta;
  std::fill_n(definition_.elements + oldSize, delta, reference);
  definition_.size = oldSize + delta;
  return oldSize;
}

bool Table::fill(uint64_t start, uint64_t reference, uint64_t count) {
  if (!contains(start, count))
    return false;
  std::fill_n(definition_.elements + start, count, reference);
  return true;
}

bool Table::write(uint64_t destination, std::span<const uint64_t> references) {
  if (!contains(destination, references.size()))
    return false;
  std::copy(references.begin(), references.end(), definition_.elements + destination);
  return true;
}

bool Table::copy(Table& destination, uint64_t destinationStart, const Table& source,
                 uint64_t sourceStart, uint64_t count) {
  if (!source.contains(sourceStart, count) || !destination.contains(destinationStart, count))
    return false;
  if (count != 0) // an empty table has no elements to point at
    std::memmove(destination.definition_.elements + destinationStart,
                 source.definition_.elements + sourceStart, count * sizeof(uint64_t));
  return true;
}

} // namespace wasmpi
