// Texts of types as the text format spells them, and the matching of limits (Core 3.5, "Import
// Subtyping").
#include "frontend/types.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace wasmpi {

namespace {

struct HeapRow {
  HeapType heap;
  std::string_view text;
  std::string_view shortForm;
  HeapType top;
  bool isTop;
};

enum class HeapKind { Top, Bottom };

constexpr HeapRow kHeapRows[] = {
#define HEAP_TYPE(code, name, text, shortForm, feature, top, kind)                                 \
  {HeapType::name, text, shortForm, HeapType::top, HeapKind::kind == HeapKind::Top},
#include "frontend/heap_types.def"
#undef HEAP_TYPE
};

/// Of an abstract heap type, else that of functions in general.
const HeapRow& rowOf(HeapType heap) {
  const auto* row = std::ranges::find(kHeapRows, heap, &HeapRow::heap);
  return row == std::end(kHeapRows) ? kHeapRows[0] : *row;
}

bool isHeapSubtype(HeapType actual, HeapType expected, std::span<const uint32_t> typeIds) {
  if (actual == expected || actual == HeapType::Unknown)
    return true;
  if (expected == HeapType::Unknown)
    return false;
  if (isConcrete(actual) && isConcrete(expected))
    return !typeIds.empty() && typeIds[typeIndexOf(actual)] == typeIds[typeIndexOf(expected)];
  if (rowOf(actual).top != rowOf(expected).top)
    return false;
  const bool isExpectedTop = !isConcrete(expected) && rowOf(expected).isTop;
  const bool isActualBottom = !isConcrete(actual) && !rowOf(actual).isTop;
  return isExpectedTop || isActualBottom;
}

std::string heapText(HeapType heap) {
  return isConcrete(heap) ? std::to_string(typeIndexOf(heap)) : std::string(rowOf(heap).text);
}

std::string listText(const std::vector<ValueType>& types) {
  std::string text;
  for (const ValueType& type : types) {
    if (!text.empty())
      text += ", ";
    text += toString(type);
  }
  return text;
}

} // namespace

bool isSubtype(ValueType actual, ValueType expected, std::span<const uint32_t> typeIds) {
  if (actual == expected)
    return true;
  return actual.isReference() && expected.isReference() &&
         (expected.isNullable || !actual.isNullable) &&
         isHeapSubtype(actual.heap, expected.heap, typeIds);
}

std::string toString(ValueType type) {
  switch (type.kind) {
  case ValueKind::I32:
    return "i32";
  case ValueKind::I64:
    return "i64";
  case ValueKind::F32:
    return "f32";
  case ValueKind::F64:
    return "f64";
  case ValueKind::V128:
    return "v128";
  case ValueKind::Reference:
    break;
  }
  if (type.heap == HeapType::Unknown)
    return "any reference";
  if (!isConcrete(type.heap) && type.isNullable)
    return std::string(rowOf(type.heap).shortForm);
  return fmt::format("(ref {}{})", type.isNullable ? "null " : "", heapText(type.heap));
}

std::string toString(const FunctionType& type) {
  const std::string results = listText(type.results);
  if (type.results.size() == 1)
    return fmt::format("({}) -> {}", listText(type.parameters), results);
  return fmt::format("({}) -> ({})", listText(type.parameters), results);
}

std::string toString(ExternKind kind) {
  switch (kind) {
  case ExternKind::Function:
    return "function";
  case ExternKind::Table:
    return "table";
  case ExternKind::Memory:
    return "memory";
  case ExternKind::Global:
    return "global";
  case ExternKind::Tag:
    return "tag";
  }
  return "unknown";
}

std::string toString(const Limits& limits) {
  std::string text = fmt::format("{{min {}", limits.minimum);
  if (limits.maximum)
    text += fmt::format(", max {}", *limits.maximum);
  if (limits.indexType == IndexType::I64)
    text += ", i64";
  if (limits.isShared)
    text += ", shared";
  return text + "}";
}

std::string toString(const MemoryType& type) {
  const std::string limits = toString(type.limits);
  if (type.pageByteSizeLog2 == kPageByteSizeLog2)
    return limits;
  return fmt::format("{} of pages of {} bytes", limits, uint64_t{1} << type.pageByteSizeLog2);
}

bool matches(const Limits& actual, const Limits& required) {
  if (actual.indexType != required.indexType || actual.isShared != required.isShared)
    return false;
  if (actual.minimum < required.minimum)
    return false;
  if (!required.maximum)
    return true;
  return actual.maximum && *actual.maximum <= *required.maximum;
}

bool matches(const MemoryType& actual, const MemoryType& required) {
  return actual.pageByteSizeLog2 == required.pageByteSizeLog2 &&
         matches(actual.limits, required.limits);
}

} // namespace wasmpi
