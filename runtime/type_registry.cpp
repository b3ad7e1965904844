// Interning of function types.
#include "runtime/type_registry.h"

namespace wasmpi {

size_t TypeRegistry::Hash::operator()(const FunctionType& type) const {
  size_t hash = type.parameters.size();
  const auto mix = [&](const ValueType& value) {
    const auto code = static_cast<size_t>(value.kind) |
                      static_cast<size_t>(value.isNullable) << 8 |
                      static_cast<size_t>(static_cast<uint32_t>(value.heap)) << 16;
    hash = (hash ^ code) * 0x9E3779B97F4A7C15u; // 2^64 / golden ratio: spreads small codes
    hash ^= hash >> 29;
  };
  for (const ValueType& value : type.parameters)
    mix(value);
  for (const ValueType& value : type.results)
    mix(value);
  return hash;
}

uint32_t TypeRegistry::idOf(const FunctionType& type) {
  const auto [entry, isNew] = ids_.try_emplace(type, count());
  if (isNew)
    types_.push_back(&entry->first);
  return entry->second;
}

} // namespace wasmpi
