// Interning of function types.
#include "frontend/type_registry.h"

namespace wasmpi {

namespace {

/// Stands for the type being interned where it names itself; no index and no id.
constexpr HeapType kSelf = static_cast<HeapType>(INT32_MAX);

template <class Translate> FunctionType translated(FunctionType type, Translate translate) {
  for (auto* values : {&type.parameters, &type.results})
    for (ValueType& value : *values)
      if (value.isConcrete())
        value.heap = translate(value.heap);
  return type;
}

} // namespace

ValueType canonical(ValueType type, std::span<const uint32_t> typeIds) {
  if (type.isConcrete())
    type.heap = concreteHeap(typeIds[typeIndexOf(type.heap)]);
  return type;
}

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

uint32_t TypeRegistry::intern(const FunctionType& key) {
  const auto [entry, isNew] = ids_.try_emplace(key, count());
  const uint32_t id = entry->second;
  if (isNew)
    types_.push_back(translated(
        key, [&](HeapType heap) { return heap == kSelf ? concreteHeap(id) : heap; }));
  return id;
}

std::vector<uint32_t> TypeRegistry::idsOf(std::span<const FunctionType> types) {
  std::vector<uint32_t> ids;
  ids.reserve(types.size());
  for (const FunctionType& type : types)
    ids.push_back(intern(translated(type, [&](HeapType heap) {
      const uint32_t index = typeIndexOf(heap);
      return index == ids.size() ? kSelf : concreteHeap(ids[index]);
    })));
  return ids;
}

} // namespace wasmpi
