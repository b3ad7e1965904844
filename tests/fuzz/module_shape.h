// What a generated module has besides its bodies, as far as the bodies refer to it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "frontend/types.h"

namespace wasmpi::fuzz {

struct GlobalShape {
  ValueKind kind;
  bool isMutable;
  uint64_t initialBits;
};

/// In pages.
struct MemoryShape {
  uint64_t minimum, maximum;
  IndexType indexType = IndexType::I32;
  bool isShared = false;
  /// Pages of one byte.
  bool hasBytePages = false;
};

/// A table of funcref, in elements.
struct TableShape {
  uint32_t minimum, maximum;
};

/// The encoding in which a module catches exceptions.
enum class ExceptionForm : uint8_t { None, Standard, Legacy };

struct ModuleShape {
  /// Global 0 counts down what may still be run (see FunctionGenerator); global 1 sums up results.
  static constexpr uint32_t kFuel = 0, kHash = 1;

  std::vector<FunctionType> types;
  /// Type index of each function a body may call.
  std::vector<uint32_t> functionTypes;
  std::vector<GlobalShape> globals;
  std::vector<MemoryShape> memories;
  std::vector<TableShape> tables;
  /// Segment 0 is active, the others passive.
  uint32_t dataCount = 0, elementCount = 0;
  /// None without tags.
  ExceptionForm exceptions = ExceptionForm::None;
  /// The type index of each tag.
  std::vector<uint32_t> tags;
  bool hasTailCalls = false, hasFunctionReferences = false, hasThreads = false,
       hasWideArithmetic = false;

  /// The index of `type`, which is added if it is not there.
  uint32_t typeIndex(const FunctionType& type) {
    const auto found = std::find(types.begin(), types.end(), type);
    if (found != types.end())
      return static_cast<uint32_t>(found - types.begin());
    types.push_back(type);
    return static_cast<uint32_t>(types.size() - 1);
  }
};

using Kinds = std::vector<ValueKind>;

/// Of types without references.
inline Kinds kindsOf(const std::vector<ValueType>& types) {
  Kinds kinds;
  for (const ValueType& type : types)
    kinds.push_back(type.kind);
  return kinds;
}

inline std::vector<ValueType> valueTypes(const Kinds& kinds) {
  std::vector<ValueType> types;
  for (const ValueKind kind : kinds)
    types.push_back({kind});
  return types;
}

} // namespace wasmpi::fuzz
