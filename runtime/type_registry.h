// Canonical ids of function types within an Engine: equal types of different modules get equal ids, so that call_indirect
// compares two integers (Core 4.4.8).
#pragma once

#include <cstdint>
#include <deque>
#include <unordered_map>

#include "frontend/types.h"

namespace wasmpi {

class TypeRegistry {
public:
  /// The id of a type; given at its first appearance, counted from 0.
  uint32_t idOf(const FunctionType& type);
  const FunctionType& typeOf(uint32_t id) const { return *types_[id]; }
  uint32_t count() const { return static_cast<uint32_t>(types_.size()); }

private:
  struct Hash {
    size_t operator()(const FunctionType& type) const;
  };
  std::unordered_map<FunctionType, uint32_t, Hash> ids_;
  /// Keys of `ids_`, which stay where they are.
  std::deque<const FunctionType*> types_;
};

} // namespace wasmpi
