// The content of each section (Core 5.5.3 - 5.5.15).
#include <fmt/format.h>

#include "frontend/immediates.h"
#include "frontend/limits.h"
#include "frontend/module_parser.h"
#include "frontend/unsupported.h"

namespace wasmpi {

namespace {

/// Reads the length of a vector whose elements take at least one byte each. `already` counts
/// towards the limit.
uint32_t readCount(ByteReader& reader, uint64_t limit, const char* what, uint64_t already = 0) {
  const size_t start = reader.offset();
  const uint32_t count = reader.u32(what);
  if (already + count > limit)
    ByteReader::failAt(start,
                       fmt::format("too many: {} {} (limit {})", what, already + count, limit));
  if (count > reader.remaining())
    ByteReader::failAt(start, fmt::format("unexpected end: {} {}, {} bytes left (length out of "
                                          "bounds)",
                                          what, count, reader.remaining()));
  return count;
}

std::vector<ValueType> readValueTypes(ByteReader& reader, uint32_t limit, const char* what) {
  std::vector<ValueType> types;
  const uint32_t count = readCount(reader, limit, what);
  types.reserve(count);
  for (uint32_t i = 0; i < count; ++i)
    types.push_back(decodeValueType(reader));
  return types;
}

/// The bits of limits' flags (Core 5.3.12; threads; custom page sizes).
constexpr uint8_t kHasMaximum = 0x01, kIsShared = 0x02, kIs64 = 0x04, kHasPageSize = 0x08;

uint8_t readLimitsFlags(ByteReader& reader, uint8_t allowed) {
  const size_t start = reader.offset();
  const uint8_t flags = reader.byte("limits flags");
  if ((flags & ~allowed) != 0)
    refuseEncoding(start, "", "limits flags", flags);
  if ((flags & kIsShared) != 0)
    reader.require(Feature::Threads, start, "shared memory");
  if ((flags & kIs64) != 0)
    reader.require(Feature::Memory64, start, "64-bit limits");
  if ((flags & kHasPageSize) != 0)
    reader.require(Feature::CustomPageSizes, start, "page size");
  return flags;
}

/// What follows the flags.
Limits readLimits(ByteReader& reader, uint8_t flags) {
  const bool is64 = (flags & kIs64) != 0;
  const auto bound = [&](const char* what) { return is64 ? reader.u64(what) : reader.u32(what); };
  Limits limits;
  limits.indexType = is64 ? IndexType::I64 : IndexType::I32;
  limits.isShared = (flags & kIsShared) != 0;
  limits.minimum = bound("limits minimum");
  if ((flags & kHasMaximum) != 0)
    limits.maximum = bound("limits maximum");
  return limits;
}

TableType readTableType(ByteReader& reader) {
  const ValueType element = decodeReferenceType(reader);
  return {element, readLimits(reader, readLimitsFlags(reader, kHasMaximum | kIs64))};
}

MemoryType readMemoryType(ByteReader& reader) {
  const uint8_t flags =
      readLimitsFlags(reader, kHasMaximum | kIsShared | kIs64 | kHasPageSize);
  MemoryType type{readLimits(reader, flags)};
  if ((flags & kHasPageSize) == 0)
    return type;
  const size_t start = reader.offset();
  const uint32_t log2 = reader.u32("page size");
  if (log2 != 0 && log2 != kPageByteSizeLog2)
    ByteReader::failAt(start, fmt::format("invalid custom page size: 2^{} (1 or 65536 bytes are "
                                          "known)",
                                          log2));
  type.pageByteSizeLog2 = static_cast<uint8_t>(log2);
  return type;
}

constexpr uint8_t kTableWithInitializer = 0x40;

void readTableHead(ByteReader& reader) {
  const size_t start = reader.offset();
  reader.byte("table");
  reader.require(Feature::FunctionReferences, start, "table with initializer");
  if (const uint8_t reserved = reader.byte("table"); reserved != 0)
    ByteReader::failAt(start, fmt::format("malformed table {:#04x}", reserved));
}

/// A type may name itself and those before it (Core 3.2.9).
void checkNamedTypes(const FunctionType& type, uint32_t index, size_t offset) {
  for (const auto* values : {&type.parameters, &type.results})
    for (const ValueType& value : *values)
      if (value.isConcrete() && typeIndexOf(value.heap) > index)
        ByteReader::failAt(
            offset, fmt::format("unknown type {} in type {}", typeIndexOf(value.heap), index));
}

GlobalType readGlobalType(ByteReader& reader) {
  const ValueType value = decodeValueType(reader);
  const size_t start = reader.offset();
  const uint8_t mutability = reader.byte("mutability");
  if (mutability > 1)
    ByteReader::failAt(start, fmt::format("malformed mutability {:#04x}", mutability));
  return {value, mutability == 1};
}

ExternKind readExternKind(ByteReader& reader, const char* what) {
  const size_t start = reader.offset();
  const uint8_t kind = reader.byte(what);
  if (kind > 4)
    ByteReader::failAt(start, fmt::format("malformed {} {:#04x}", what, kind));
  return static_cast<ExternKind>(kind);
}

/// The type index of a tag.
uint32_t readTag(ByteReader& reader) {
  const size_t start = reader.offset();
  reader.require(Feature::Exceptions, start, "tag");
  if (const uint8_t attribute = reader.byte("tag attribute"); attribute != 0)
    ByteReader::failAt(start, fmt::format("malformed tag attribute {:#04x}", attribute));
  return reader.u32("type index");
}

} // namespace

void ModuleParser::parseCustom(ByteReader& reader) {
  const std::string_view name = reader.name("custom section name");
  if (name != "name" || hasNameSection_)
    return;
  hasNameSection_ = true;
  module_.nameSection = reader.bytes(reader.remaining(), "name section");
}

void ModuleParser::parseTypes(ByteReader& reader) {
  const uint32_t count = readCount(reader, kMaxTypes, "type count");
  for (uint32_t i = 0; i < count; ++i) {
    const size_t start = reader.offset();
    const uint8_t form = reader.byte("type");
    if (form != 0x60)
      refuseTypeForm(start, form);
    FunctionType type;
    type.parameters = readValueTypes(reader, kMaxParameters, "parameter count");
    type.results = readValueTypes(reader, kMaxResults, "result count");
    if (type.results.size() > 1)
      reader.require(Feature::MultiValue, start, "function type with several results");
    checkNamedTypes(type, i, start);
    module_.types.push_back(std::move(type));
  }
}

void ModuleParser::parseImports(ByteReader& reader) {
  const uint32_t count = readCount(reader, kMaxImports, "import count");
  for (uint32_t i = 0; i < count; ++i)
    parseImport(reader);
  module_.importedFunctionCount = static_cast<uint32_t>(module_.functions.size());
  module_.importedTableCount = static_cast<uint32_t>(module_.tables.size());
  module_.importedMemoryCount = static_cast<uint32_t>(module_.memories.size());
  module_.importedGlobalCount = static_cast<uint32_t>(module_.globals.size());
  module_.importedTagCount = static_cast<uint32_t>(module_.tags.size());
  if (module_.importedTableCount > kMaxTables)
    reader.fail(fmt::format("too many: imported tables {} (limit {})", module_.importedTableCount,
                            kMaxTables));
  if (module_.importedMemoryCount > kMaxMemories)
    reader.fail(fmt::format("too many: imported memories {} (limit {})",
                            module_.importedMemoryCount, kMaxMemories));
}

void ModuleParser::parseImport(ByteReader& reader) {
  Import entry;
  entry.offset = reader.offset();
  entry.module = reader.name("import module name");
  entry.name = reader.name("import name");
  switch (readExternKind(reader, "import kind")) {
  case ExternKind::Function: {
    const uint32_t typeIndex = reader.u32("type index");
    entry.type = FunctionImport{typeIndex};
    module_.functions.push_back(typeIndex);
    break;
  }
  case ExternKind::Table:
    entry.type = module_.tables.emplace_back(readTableType(reader));
    break;
  case ExternKind::Memory:
    entry.type = module_.memories.emplace_back(readMemoryType(reader));
    break;
  case ExternKind::Global:
    entry.type = module_.globals.emplace_back(Global{readGlobalType(reader), std::nullopt}).type;
    if (module_.globals.back().type.isMutable)
      reader.require(Feature::MutableGlobal, entry.offset, "import of a mutable global");
    break;
  case ExternKind::Tag:
    entry.type = TagImport{module_.tags.emplace_back(readTag(reader))};
    break;
  }
  module_.imports.push_back(std::move(entry));
}

void ModuleParser::parseFunctions(ByteReader& reader) {
  const uint32_t count =
      readCount(reader, kMaxFunctions, "function count", module_.functions.size());
  for (uint32_t i = 0; i < count; ++i)
    module_.functions.push_back(reader.u32("type index"));
}

void ModuleParser::parseTables(ByteReader& reader) {
  const uint32_t count = readCount(reader, kMaxTables, "table count", module_.tables.size());
  for (uint32_t i = 0; i < count; ++i) {
    const bool hasInitializer = reader.peek("table") == kTableWithInitializer;
    if (hasInitializer)
      readTableHead(reader);
    module_.tables.push_back(readTableType(reader));
    if (hasInitializer)
      module_.tableInitializers.emplace(static_cast<uint32_t>(module_.tables.size() - 1),
                                        ConstExpr::decode(reader));
  }
}

void ModuleParser::parseMemories(ByteReader& reader) {
  const uint32_t count = readCount(reader, kMaxMemories, "memory count", module_.memories.size());
  for (uint32_t i = 0; i < count; ++i)
    module_.memories.push_back(readMemoryType(reader));
}

void ModuleParser::parseTags(ByteReader& reader) {
  const uint32_t count = readCount(reader, kMaxTags, "tag count", module_.tags.size());
  for (uint32_t i = 0; i < count; ++i)
    module_.tags.push_back(readTag(reader));
}

void ModuleParser::parseGlobals(ByteReader& reader) {
  const uint32_t count = readCount(reader, kMaxGlobals, "global count", module_.globals.size());
  for (uint32_t i = 0; i < count; ++i) {
    const GlobalType type = readGlobalType(reader);
    module_.globals.push_back({type, ConstExpr::decode(reader)});
  }
}

void ModuleParser::parseExports(ByteReader& reader) {
  const uint32_t count = readCount(reader, kMaxExports, "export count");
  for (uint32_t i = 0; i < count; ++i) {
    Export entry;
    entry.moduleOffset = reader.offset();
    entry.name = reader.name("export name");
    entry.kind = readExternKind(reader, "export kind");
    entry.index = reader.u32("export index");
    module_.exports.push_back(entry);
  }
}

void ModuleParser::parseStart(ByteReader& reader) { module_.start = reader.u32("function index"); }

void ModuleParser::parseElements(ByteReader& reader) {
  const uint32_t count = readCount(reader, kMaxElementSegments, "element segment count");
  for (uint32_t i = 0; i < count; ++i)
    module_.elements.push_back(parseElement(reader));
}

ElementSegment ModuleParser::parseElement(ByteReader& reader) {
  // Bit 0: not active; bit 1: explicit table, or declarative; bit 2: expressions instead of
  // function indices (Core 5.5.12).
  const size_t start = reader.offset();
  const uint32_t flags = reader.u32("element segment flags");
  if (flags > 7)
    ByteReader::failAt(start, fmt::format("malformed element segment flags {}", flags));
  if (flags != 0)
    reader.require(Feature::BulkMemory, start, "element segment other than MVP's");
  const bool isActive = (flags & 1) == 0;
  const bool hasBitOne = (flags & 2) != 0;
  const bool hasExpressions = (flags & 4) != 0;

  ElementSegment segment{};
  segment.moduleOffset = start;
  // Functions listed by their indices are never null.
  segment.type = ValueType::reference(HeapType::Func, hasExpressions);
  segment.mode = isActive    ? SegmentMode::Active
                 : hasBitOne ? SegmentMode::Declarative
                             : SegmentMode::Passive;
  if (isActive && hasBitOne)
    segment.tableIndex = reader.u32("table index");
  if (isActive)
    segment.offset = ConstExpr::decode(reader);
  if (!isActive || hasBitOne) {
    const size_t kindOffset = reader.offset();
    if (hasExpressions)
      segment.type = decodeReferenceType(reader);
    else if (reader.byte("element kind") != 0)
      ByteReader::failAt(kindOffset, "malformed element kind");
  }
  const uint32_t count =
      readCount(reader, kMaxElementItems, "element item count", elementItemCount_);
  elementItemCount_ += count;
  segment.items =
      ElementItems::decode(reader, count,
                           hasExpressions ? ElementItems::Form::Expressions
                                          : ElementItems::Form::FunctionIndices);
  return segment;
}

void ModuleParser::parseDataCount(ByteReader& reader) {
  const size_t start = reader.offset();
  reader.require(Feature::BulkMemory, start, "data count section");
  const uint32_t count = reader.u32("data count");
  if (count > kMaxDataSegments)
    ByteReader::failAt(start,
                       fmt::format("too many: data count {} (limit {})", count, kMaxDataSegments));
  module_.dataCount = count;
}

void ModuleParser::parseCode(ByteReader& reader) {
  const uint32_t count = readCount(reader, kMaxFunctions, "body count");
  for (uint32_t i = 0; i < count; ++i) {
    const size_t start = reader.offset();
    const uint32_t byteSize = reader.u32("body size");
    if (byteSize > kMaxFunctionByteSize)
      ByteReader::failAt(start, fmt::format("function body is too large: {} bytes (limit {})",
                                            byteSize, kMaxFunctionByteSize));
    const size_t offset = reader.offset();
    module_.bodies.push_back({reader.bytes(byteSize, "function body"), offset});
  }
}

void ModuleParser::parseData(ByteReader& reader) {
  const uint32_t count = readCount(reader, kMaxDataSegments, "data segment count");
  for (uint32_t i = 0; i < count; ++i) {
    const size_t start = reader.offset();
    const uint32_t flags = reader.u32("data segment flags");
    if (flags > 2)
      ByteReader::failAt(start, fmt::format("malformed data segment flags {}", flags));
    if (flags != 0)
      reader.require(Feature::BulkMemory, start, "data segment other than MVP's");
    DataSegment segment{};
    segment.moduleOffset = start;
    segment.mode = flags == 1 ? SegmentMode::Passive : SegmentMode::Active;
    if (flags == 2)
      segment.memoryIndex = reader.u32("memory index");
    if (flags != 1)
      segment.offset = ConstExpr::decode(reader);
    segment.bytes = reader.bytes(reader.u32("data segment size"), "data segment");
    module_.data.push_back(std::move(segment));
  }
}

} // namespace wasmpi
