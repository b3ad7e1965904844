// Decoding of the immediates that are more than one integer (Core 5.3, 5.4). Counts are checked
// against the bytes that are left before anything is stored.
#include "frontend/immediates.h"

#include <optional>

#include <fmt/format.h>

#include "frontend/limits.h"
#include "frontend/unsupported.h"

namespace wasmpi {

namespace {

constexpr uint8_t kNullableReference = 0x63;
constexpr uint8_t kReference = 0x64;

std::optional<ValueType> numericTypeOf(uint8_t code) {
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
  default:
    return std::nullopt;
  }
}

/// The abstract heap type of that code; its feature must be on.
std::optional<HeapType> abstractHeapOf(uint8_t code, const ByteReader& reader, size_t offset) {
  switch (code) {
#define HEAP_TYPE(code, name, text, shortForm, feature, top, kind)                                 \
  case code:                                                                                       \
    reader.require(Feature::feature, offset, shortForm);                                           \
    return HeapType::name;
#include "frontend/heap_types.def"
#undef HEAP_TYPE
  default:
    return std::nullopt;
  }
}

/// The rest of a reference type whose first byte was `code`, or nothing if that opens none.
std::optional<ValueType> decodeReference(ByteReader& reader, uint8_t code, size_t start) {
  if (code == kNullableReference || code == kReference) {
    reader.require(Feature::FunctionReferences, start, "reference type with a heap type");
    return ValueType::reference(decodeHeapType(reader), code == kNullableReference);
  }
  if (const auto heap = abstractHeapOf(code, reader, start))
    return ValueType::reference(*heap, true);
  return std::nullopt;
}

/// Bits 6 and up of a memory argument's flags; bit 6 says that a memory index follows
/// (multi-memory).
constexpr uint32_t kMemoryIndexFlag = 0x40;

} // namespace

ValueType decodeValueType(ByteReader& reader) {
  const size_t start = reader.offset();
  const uint8_t code = reader.byte("value type");
  if (const auto numeric = numericTypeOf(code)) {
    if (*numeric == kV128)
      reader.require(Feature::Simd, start, "v128");
    return *numeric;
  }
  if (const auto reference = decodeReference(reader, code, start))
    return *reference;
  refuseEncoding(start, proposalOfType(code), "value type", code);
}

ValueType decodeReferenceType(ByteReader& reader) {
  const size_t start = reader.offset();
  const uint8_t code = reader.byte("reference type");
  if (code == 0x70) // the tables of the MVP hold it
    return kFuncRef;
  if (const auto reference = decodeReference(reader, code, start))
    return *reference;
  refuseEncoding(start, proposalOfType(code), "reference type", code);
}

HeapType decodeHeapType(ByteReader& reader) {
  const size_t start = reader.offset();
  const uint8_t first = reader.peek("heap type");
  if ((first & 0xC0) == 0x40) {
    reader.byte("heap type");
    if (const auto heap = abstractHeapOf(first, reader, start))
      return *heap;
    refuseEncoding(start, proposalOfType(first), "heap type", first);
  }
  const int64_t index = reader.s33("heap type");
  if (index < 0)
    ByteReader::failAt(start, fmt::format("malformed heap type {}", index));
  reader.require(Feature::FunctionReferences, start, "heap type by index");
  if (index >= kMaxTypes)
    ByteReader::failAt(start, fmt::format("unknown type {}", index));
  return concreteHeap(static_cast<uint32_t>(index));
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

TryTable TryTable::decode(ByteReader& reader) {
  TryTable table{BlockType::decode(reader), {}};
  const size_t start = reader.offset();
  const uint32_t count = reader.u32("catch clause count");
  if (count > reader.remaining())
    ByteReader::failAt(start, fmt::format("unexpected end: {} catch clauses expected", count));
  for (uint32_t i = 0; i < count; ++i) {
    const size_t clauseStart = reader.offset();
    const uint8_t kind = reader.byte("catch clause");
    if (kind > static_cast<uint8_t>(CatchClause::Kind::CatchAllRef))
      ByteReader::failAt(clauseStart, fmt::format("malformed catch clause {:#04x}", kind));
    CatchClause clause{static_cast<CatchClause::Kind>(kind), 0, 0};
    if (clause.hasTag())
      clause.tagIndex = reader.u32("tag index");
    clause.label = reader.u32("label index");
    table.clauses.push_back(clause);
  }
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

ZeroByte ZeroByte::decode(ByteReader& reader) {
  const size_t start = reader.offset();
  if (reader.byte("zero byte") != 0)
    ByteReader::failAt(start, "zero byte expected");
  return {};
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

NullType NullType::decode(ByteReader& reader) { return {decodeHeapType(reader)}; }

} // namespace immediates
} // namespace wasmpi
