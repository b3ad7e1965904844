// Canonical ids of function types: equal types, of one module or of several, get equal ids, so that a check compares two
// integers (Core 3.3.12 and 4.4.8).
//
// A type may name itself and types before it. Two types are equal if they are so when the types they name are replaced by
// their ids, and a type's own name by a mark (a recursion group of one, Core 3.1.5).
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <unordered_map>
#include <vector>

#include "frontend/types.h"

namespace wasmpi {

/// `type` with an index into a module's types replaced by the canonical id of that.
ValueType canonical(ValueType type, std::span<const uint32_t> typeIds);

class TypeRegistry {
public:
  /// The id of a type that names no other; given at its first appearance, counted from 0.
  uint32_t idOf(const FunctionType& type) { return intern(type); }
  /// The ids of a module's types, each of which names none behind itself.
  std::vector<uint32_t> idsOf(std::span<const FunctionType> types);
  /// The type with ids in place of indices.
  const FunctionType& typeOf(uint32_t id) const { return types_[id]; }
  uint32_t count() const { return static_cast<uint32_t>(types_.size()); }

private:
  struct Hash {
    size_t operator()(const FunctionType& type) const;
  };
  uint32_t intern(const FunctionType& key);

  std::unordered_map<FunctionType, uint32_t, Hash> ids_;
  std::deque<FunctionType> types_;
};

} // namespace wasmpi
