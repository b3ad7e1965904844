// Texts of types as the text format spells them, and the matching of limits (Core 3.5, "Import
// Subtyping").
#include "frontend/types.h"

#include <fmt/format.h>

namespace wasmpi {

namespace {

std::string heapText(HeapType heap) {
  if (heap == HeapType::Func)
    return "func";
  if (heap == HeapType::Extern)
    return "extern";
  return std::to_string(static_cast<int32_t>(heap));
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
  const bool isAbstract = static_cast<int32_t>(type.heap) < 0;
  if (isAbstract && type.isNullable)
    return heapText(type.heap) + "ref";
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

bool matches(const Limits& actual, const Limits& required) {
  if (actual.indexType != required.indexType || actual.isShared != required.isShared)
    return false;
  if (actual.minimum < required.minimum)
    return false;
  if (!required.maximum)
    return true;
  return actual.maximum && *actual.maximum <= *required.maximum;
}

} // namespace wasmpi
