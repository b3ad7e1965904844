// The types of WebAssembly as plain values (Core 2.3): value types, function types, limits and extern types.
//
// A ValueType is a kind plus, for references, a heap type and nullability, so that typed references are new heap types,
// not a new representation.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace wasmpi {

enum class ValueKind : uint8_t { I32, I64, F32, F64, V128, Reference };

/// What a reference points to: an abstract heap type, or (typed references) the index of a type in the module.
enum class HeapType : int32_t {
#define HEAP_TYPE(code, name, ...) name = code - 0x80,
#include "frontend/heap_types.def"
#undef HEAP_TYPE
  /// Of a reference that unreachable code pops: a subtype of all others. Not in any module.
  Unknown = INT32_MIN
};

constexpr bool isConcrete(HeapType heap) { return static_cast<int32_t>(heap) >= 0; }
constexpr HeapType concreteHeap(uint32_t typeIndex) { return static_cast<HeapType>(typeIndex); }
constexpr uint32_t typeIndexOf(HeapType heap) { return static_cast<uint32_t>(heap); }

struct ValueType {
  ValueKind kind = ValueKind::I32;
  bool isNullable = false;
  HeapType heap = HeapType::Func;

  static constexpr ValueType reference(HeapType heap, bool isNullable) {
    return {ValueKind::Reference, isNullable, heap};
  }
  constexpr bool isReference() const { return kind == ValueKind::Reference; }
  /// Whether it refers to a type of the module, by index.
  constexpr bool isConcrete() const { return isReference() && wasmpi::isConcrete(heap); }
  /// Whether it has a value, zero or null, to begin with (Core 3.2.1).
  constexpr bool isDefaultable() const { return !isReference() || isNullable; }
  constexpr bool isNumeric() const { return kind < ValueKind::V128; }
  friend constexpr bool operator==(const ValueType&, const ValueType&) = default;
};

inline constexpr ValueType kI32{ValueKind::I32};
inline constexpr ValueType kI64{ValueKind::I64};
inline constexpr ValueType kF32{ValueKind::F32};
inline constexpr ValueType kF64{ValueKind::F64};
inline constexpr ValueType kV128{ValueKind::V128};
inline constexpr ValueType kFuncRef{ValueKind::Reference, true, HeapType::Func};
inline constexpr ValueType kExternRef{ValueKind::Reference, true, HeapType::Extern};
inline constexpr ValueType kExnRef{ValueKind::Reference, true, HeapType::Exn};

/// Whether a value of type `actual` may stand where one of type `expected` is asked (Core 3.3). Types of the module are the same
/// if their canonical ids are (type_registry.h); without `typeIds` the types hold such ids already.
bool isSubtype(ValueType actual, ValueType expected, std::span<const uint32_t> typeIds = {});

struct FunctionType {
  std::vector<ValueType> parameters;
  std::vector<ValueType> results;
  friend bool operator==(const FunctionType&, const FunctionType&) = default;
};

/// The type of addresses and sizes of a memory or table: i32 unless the module declares a 64-bit one.
enum class IndexType : uint8_t { I32, I64 };

/// Sizes are in the unit of what they limit: pages for a memory, elements for a table.
struct Limits {
  uint64_t minimum = 0;
  std::optional<uint64_t> maximum;
  IndexType indexType = IndexType::I32;
  bool isShared = false;
  friend bool operator==(const Limits&, const Limits&) = default;
};

inline constexpr uint8_t kPageByteSizeLog2 = 16;
inline constexpr uint64_t kPageByteSize = uint64_t{1} << kPageByteSizeLog2;

struct TableType {
  ValueType element;
  Limits limits;
  friend bool operator==(const TableType&, const TableType&) = default;
};

struct MemoryType {
  /// In pages of this type's size.
  Limits limits;
  /// kPageByteSizeLog2, or 0: pages of one byte (custom page sizes).
  uint8_t pageByteSizeLog2 = kPageByteSizeLog2;
  friend bool operator==(const MemoryType&, const MemoryType&) = default;
};

struct GlobalType {
  ValueType value;
  bool isMutable = false;
  friend bool operator==(const GlobalType&, const GlobalType&) = default;
};

enum class ExternKind : uint8_t { Function = 0, Table = 1, Memory = 2, Global = 3, Tag = 4 };

/// "i32", "externref", ...
std::string toString(ValueType type);
/// "(i32, i64) -> f64"; "() -> ()".
std::string toString(const FunctionType& type);
std::string toString(ExternKind kind);
/// "{min 1, max 2}".
std::string toString(const Limits& limits);
/// The same, and the size of a page where it is not the usual one.
std::string toString(const MemoryType& type);

/// Whether something of limits `actual` (its current size as minimum) may be imported where `required` is asked (Core 4.5.3).
bool matches(const Limits& actual, const Limits& required);
/// Likewise for memories, whose page sizes have to be equal.
bool matches(const MemoryType& actual, const MemoryType& required);
/// The type of addresses and counts of a memory or table with these limits.
constexpr ValueType addressTypeOf(const Limits& limits) {
  return limits.indexType == IndexType::I64 ? kI64 : kI32;
}

} // namespace wasmpi
