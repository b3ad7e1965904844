// Decoding of the immediates that are more than one integer (Core 5.3, 5.4). Counts are checked
// against the bytes that are left before anything is stored.
#include "frontend/immediates.h"

#include <optional>

#include <fmt/format.h>

#include "frontend/limits.h"
#include "frontend/unsupported.h"

namespace wasmpi {

namespace {

std::optional<ValueType> valueTypeOf(uint8_t code) {
  switch (code) {
  case 0x7F:
    return kI32;
  case 0x7E:
    return kI64;
  case 0x7D:
    return kF32;
  case 0x7C:
    return kF64;
  case 0x7B:
    return kV128;
  case 0x70:
    return kFuncRef;
  case 0x6F:
    return kExternRef;
  default:
    return std::nullopt;
  }
}

/// Bits 6 and up of a memory argument's flags; bit 6 says that a memory index follows
/// (multi-memory).
constexpr uint32_t kMemoryIndexFlag = 0x40;

} // namespace

ValueType decodeValueType(ByteReader& reader) {
  const size_t start = reader.offset();
  const uint8_t code = reader.byte("value type");
  const std::optional<ValueType> type = valueTypeOf(code);
  if (!type)
    refuseEncoding(start, proposalOfType(code), "value type", code);
  if (type->isReference())
    reader.require(Feature::ReferenceTypes, start, toString(*type));
  if (*type == kV128)
    reader.require(Feature::Simd, start, "v128");
  return *type;
}

ValueType decodeReferenceType(ByteReader& reader) {
  const size_t start = reader.offset();
  const uint8_t code = reader.byte("reference type");
  const std::optional<ValueType> type = valueTypeOf(code);
  if (!type || !type->isReference())
    refuseEncoding(start, proposalOfType(code), "reference type", code);
  if (*type != kFuncRef) // the tables of the MVP hold it
    reader.require(Feature::ReferenceTypes, start, toString(*type));
  return *type;
}

namespace immediates {

BlockType BlockType::decode(ByteReader& reader) {
  const size_t start = reader.offset();
  const uint8_t first = reader.peek("block type");
  if (first == 0x40) {
    reader.byte("block type");
    return {Form::Empty, kI32, 0};
  }
  // One byte with the sign bit set is a value type; everything else is the index of a type.
  if ((first & 0xC0) == 0x40)
    return {Form::Value, decodeValueType(reader), 0};
  const int64_t index = reader.s33("block type");
  reader.require(Feature::MultiValue, start, "block type by index");
  if (index < 0)
    ByteReader::failAt(start, fmt::format("malformed block type {}", index));
  return {Form::TypeIndex, kI32, static_cast<uint32_t>(index)};
}

LabelTable LabelTable::decode(ByteReader& reader) {
  const size_t start = reader.offset();
  const uint32_t count = reader.u32("label count");
  if (count > kMaxBrTableTargets)
    ByteReader::failAt(
        start, fmt::format("too many br_table targets: {} (limit {})", count, kMaxBrTableTargets));
  if (count >= reader.remaining())
    ByteReader::failAt(start, fmt::format("unexpected end: {} labels expected", count));
  LabelTable table;
  table.labels.reserve(size_t{count} + 1);
  for (uint32_t i = 0; i <= count; ++i)
    table.labels.push_back(reader.u32("label index"));
  return table;
}

CallIndirect CallIndirect::decode(ByteReader& reader) {
  const uint32_t typeIndex = reader.u32("type index");
  return {typeIndex, reader.u32("table index")};
}

SelectTypes SelectTypes::decode(ByteReader& reader) {
  const size_t start = reader.offset();
  const uint32_t count = reader.u32("select type count");
  if (count > kMaxResults)
    ByteReader::failAt(start, fmt::format("invalid result arity: {} types in select", count));
  SelectTypes select;
  for (uint32_t i = 0; i < count; ++i)
    select.types.push_back(decodeValueType(reader));
  return select;
}

MemArg MemArg::decode(ByteReader& reader) {
  const size_t start = reader.offset();
  const uint32_t flags = reader.u32("alignment");
  if (flags >= 2 * kMemoryIndexFlag)
    ByteReader::failAt(start, fmt::format("malformed memop flags {:#x}", flags));
  MemArg argument{flags % kMemoryIndexFlag, 0, 0};
  if ((flags & kMemoryIndexFlag) != 0)
    argument.memoryIndex = reader.u32("memory index");
  argument.offset = reader.u64("memory offset");
  return argument;
}

MemoryInit MemoryInit::decode(ByteReader& reader) {
  const uint32_t dataIndex = reader.u32("data index");
  return {dataIndex, reader.u32("memory index")};
}

MemoryCopy MemoryCopy::decode(ByteReader& reader) {
  const uint32_t destination = reader.u32("memory index");
  return {destination, reader.u32("memory index")};
}

TableInit TableInit::decode(ByteReader& reader) {
  const uint32_t elementIndex = reader.u32("element index");
  return {elementIndex, reader.u32("table index")};
}

TableCopy TableCopy::decode(ByteReader& reader) {
  const uint32_t destination = reader.u32("table index");
  return {destination, reader.u32("table index")};
}

ShuffleLanes ShuffleLanes::decode(ByteReader& reader) {
  ShuffleLanes shuffle{};
  for (uint8_t& lane : shuffle.lanes)
    lane = reader.byte("lane index");
  return shuffle;
}

NullType NullType::decode(ByteReader& reader) {
  const size_t start = reader.offset();
  const uint8_t first = reader.peek("heap type");
  if ((first & 0xC0) == 0x40)
    return {decodeReferenceType(reader).heap};
  const int64_t index = reader.s33("heap type");
  if (index < 0)
    ByteReader::failAt(start, fmt::format("malformed heap type {}", index));
  refuseEncoding(start, "function-references", "heap type", static_cast<uint32_t>(index));
}

} // namespace immediates
} // namespace wasmpi
