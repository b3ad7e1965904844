// The frame of a module: preamble, the walk over the sections, their order and the counts that must
// agree (Core 5.5.16).
#include "frontend/parser.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "frontend/limits.h"
#include "frontend/module_parser.h"

namespace wasmpi {

namespace {

constexpr std::array<uint8_t, 4> kMagic = {0x00, 'a', 's', 'm'};
constexpr std::array<uint8_t, 4> kVersion = {0x01, 0x00, 0x00, 0x00};

/// Position of each section id in the order of Core 5.5.16: the data count stands before the code, the tags
/// before the globals. 0 is the custom section.
constexpr std::array<unsigned, 14> kSectionOrder = {0, 1, 2,  3,  4,  5,  7,
                                                     8, 9, 10, 12, 13, 11, 6};

} // namespace

Expected<Module> parseModule(std::span<const uint8_t> bytes, FeatureSet features) {
  if (bytes.size() > kMaxModuleByteSize)
    return failure(
        fmt::format("module is too large: {} bytes (limit {})", bytes.size(), kMaxModuleByteSize));
  try {
    return ModuleParser(bytes, features).parse();
  } catch (FormatError& fault) {
    return tl::unexpected<Error>(std::move(fault.error));
  }
}

Module ModuleParser::parse() {
  parsePreamble();
  while (!reader_.atEnd())
    parseSection();
  checkCounts();
  findEscapingFunctions();
  return std::move(module_);
}

void ModuleParser::parsePreamble() {
  const std::span<const uint8_t> magic =
      reader_.bytes(std::min<size_t>(4, reader_.remaining()), "magic header");
  if (!std::equal(magic.begin(), magic.end(), kMagic.begin(), kMagic.end()))
    ByteReader::failAt(0, !magic.empty() && magic[0] == '('
                              ? "magic header not detected: this looks like the text format, "
                                "convert it with wat2wasm"
                              : "magic header not detected: not a WebAssembly binary");
  const std::span<const uint8_t> version = reader_.bytes(4, "version");
  if (version[2] == 1)
    ByteReader::failAt(4, "unsupported feature: component-model (this is a component, not a core "
                          "module)");
  if (!std::equal(version.begin(), version.end(), kVersion.begin()))
    ByteReader::failAt(4, fmt::format("unknown binary version {}", version[0]));
}

void ModuleParser::parseSection() {
  const size_t start = reader_.offset();
  const uint8_t id = reader_.byte("section id");
  const uint32_t byteSize = reader_.u32("section size");
  ByteReader section = reader_.section(byteSize, "section");
  if (id == 0)
    return parseCustom(section);
  checkOrder(id, start);
  parseContent(id, section, start);
  if (!section.atEnd())
    section.fail(
        fmt::format("section size mismatch: {} bytes left in section {}", section.remaining(), id));
}

void ModuleParser::checkOrder(uint8_t id, size_t start) {
  if (id >= kSectionOrder.size())
    ByteReader::failAt(start, fmt::format("malformed section id {}", id));
  if (kSectionOrder[id] <= lastOrder_)
    ByteReader::failAt(start, fmt::format("unexpected content after last section: section {} is "
                                          "repeated or out of order",
                                          id));
  lastOrder_ = kSectionOrder[id];
}

void ModuleParser::parseContent(uint8_t id, ByteReader& reader, size_t start) {
  switch (id) {
  case 1:
    return parseTypes(reader);
  case 2:
    return parseImports(reader);
  case 3:
    return parseFunctions(reader);
  case 4:
    return parseTables(reader);
  case 5:
    return parseMemories(reader);
  case 6:
    return parseGlobals(reader);
  case 7:
    return parseExports(reader);
  case 8:
    return parseStart(reader);
  case 9:
    return parseElements(reader);
  case 10:
    return parseCode(reader);
  case 11:
    return parseData(reader);
  case 12:
    return parseDataCount(reader);
  case 13:
    return parseTags(reader);
  default:
    ByteReader::failAt(start, fmt::format("malformed section id {}", id));
  }
}

void ModuleParser::checkCounts() const {
  const size_t declared = module_.functions.size() - module_.importedFunctionCount;
  if (declared != module_.bodies.size())
    reader_.fail(fmt::format("function and code section have inconsistent lengths: {} functions, "
                             "{} bodies",
                             declared, module_.bodies.size()));
  if (module_.dataCount && *module_.dataCount != module_.data.size())
    reader_.fail(fmt::format("data count and data section have inconsistent lengths: {} announced, "
                             "{} present",
                             *module_.dataCount, module_.data.size()));
}

void ModuleParser::findEscapingFunctions() {
  // Indices out of range are left to the validator.
  std::vector<bool> escapes(module_.functions.size(), false);
  const auto mark = [&](uint64_t functionIndex) {
    if (functionIndex < escapes.size())
      escapes[functionIndex] = true;
  };
  const auto markExpression = [&](const ConstExpr& expression) {
    for (const ConstInstruction& instruction : expression.instructions)
      if (instruction.opcode == Opcode::RefFunc)
        mark(instruction.operand);
  };
  for (const Export& entry : module_.exports)
    if (entry.kind == ExternKind::Function)
      mark(entry.index);
  for (const auto& [table, initializer] : module_.tableInitializers)
    markExpression(initializer);
  for (const Global& global : module_.globals)
    if (global.initializer)
      markExpression(*global.initializer);
  for (const ElementSegment& segment : module_.elements)
    segment.items.forEach(markExpression);
  if (module_.start && *module_.start < escapes.size() && !escapes[*module_.start]) {
    module_.onlyStartEscapesIt = true;
    mark(*module_.start);
  }
  for (uint32_t index = 0; index < escapes.size(); ++index)
    if (escapes[index])
      module_.escapingFunctions.push_back(index);
}

} // namespace wasmpi
