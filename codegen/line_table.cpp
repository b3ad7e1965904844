#include "codegen/line_table.h"

#include <algorithm>
#include <map>
#include <optional>

#include <llvm/DebugInfo/DWARF/DWARFContext.h>
#include <llvm/Object/ELFObjectFile.h>
#include <llvm/Support/LEB128.h>
#include <llvm/Support/raw_ostream.h>

namespace wasmpi {
namespace {

/// For each code offset the innermost call inlined there: a step function, painted from the outside
/// in.
class InlineMap {
public:
  void paint(uint64_t begin, uint64_t end, uint32_t site) {
    if (begin >= end)
      return;
    const uint32_t after = siteAt(end);
    steps_.erase(steps_.lower_bound(begin), steps_.upper_bound(end));
    steps_[begin] = site;
    steps_[end] = after;
  }
  uint32_t siteAt(uint64_t offset) const {
    const auto next = steps_.upper_bound(offset);
    return next == steps_.begin() ? InlineSite::kNone : std::prev(next)->second;
  }
  const std::map<uint64_t, uint32_t>& steps() const { return steps_; }

private:
  std::map<uint64_t, uint32_t> steps_;
};

tl::unexpected<Error> unreadable(const char* what, llvm::Error error) {
  return failure(std::string("compiler: unreadable ") + what + ": " +
                 llvm::toString(std::move(error)));
}

/// Finds .text, and a symbol in it that is not local.
Expected<void> readTextSection(const llvm::object::ELFObjectFileBase& object, LineTable& table,
                               uint64_t& sectionIndex) {
  sectionIndex = llvm::object::SectionedAddress::UndefSection;
  for (const llvm::object::SectionRef& section : object.sections()) {
    if (!section.isText() || section.getSize() == 0)
      continue;
    if (sectionIndex != llvm::object::SectionedAddress::UndefSection)
      return failure("compiler: an object has more than one section of code");
    sectionIndex = section.getIndex();
    table.textByteSize = section.getSize();
  }
  for (const llvm::object::ELFSymbolRef symbol : object.symbols()) {
    if (symbol.getBinding() != llvm::ELF::STB_GLOBAL)
      continue;
    auto section = symbol.getSection();
    if (!section)
      return unreadable("symbol", section.takeError());
    if (*section == object.section_end() || (*section)->getIndex() != sectionIndex)
      continue;
    auto name = symbol.getName();
    if (!name)
      return unreadable("symbol", name.takeError());
    auto value = symbol.getValue();
    if (!value)
      return unreadable("symbol", value.takeError());
    table.anchor = name->str();
    table.anchorOffset = *value;
    return {};
  }
  return {};
}

/// Adds the calls inlined beneath `root`: sites to the table, the code they cover to the map.
void readInlinedCalls(llvm::DWARFDie root, LineTable& table, InlineMap& map) {
  struct Pending {
    llvm::DWARFDie die;
    uint32_t parent;
  };
  // Parents are popped before their children are pushed, so outer calls are painted first.
  std::vector<Pending> pending{{root, InlineSite::kNone}};
  while (!pending.empty()) {
    const auto [die, parent] = pending.back();
    pending.pop_back();
    uint32_t site = parent;
    if (die.getTag() == llvm::dwarf::DW_TAG_inlined_subroutine) {
      site = static_cast<uint32_t>(table.inlineSites.size());
      const uint64_t line = llvm::dwarf::toUnsigned(die.find(llvm::dwarf::DW_AT_call_line), 0);
      table.inlineSites.push_back({parent, static_cast<uint32_t>(line)});
      if (auto ranges = die.getAddressRanges()) {
        for (const llvm::DWARFAddressRange& range : *ranges)
          map.paint(range.LowPC, range.HighPC, site);
      } else {
        llvm::consumeError(ranges.takeError());
      }
    }
    for (llvm::DWARFDie child : die.children())
      pending.push_back({child, site});
  }
}

struct CodeLine {
  uint64_t codeOffset;
  uint32_t wasmOffset;
};

Expected<void> readLines(llvm::DWARFContext& context, llvm::DWARFUnit& unit,
                         std::vector<CodeLine>& lines) {
  std::optional<std::string> problem;
  const auto note = [&](llvm::Error error) { problem = llvm::toString(std::move(error)); };
  auto table = context.getLineTableForUnit(&unit, note);
  if (!table)
    return unreadable("line table", table.takeError());
  if (problem)
    return failure("compiler: unreadable line table: " + *problem);
  if (!*table)
    return {};
  for (const auto& row : (*table)->Rows)
    lines.push_back({row.Address.Address, row.EndSequence ? 0 : row.Line});
  return {};
}

/// Joins both step functions; rows that change nothing are left out.
std::vector<LineRow> mergeRows(const std::vector<CodeLine>& lines, const InlineMap& map,
                               uint64_t textByteSize) {
  std::vector<LineRow> rows;
  uint32_t wasmOffset = 0, site = InlineSite::kNone;
  auto line = lines.begin();
  auto step = map.steps().begin();
  const auto end = map.steps().end();
  while (line != lines.end() || step != end) {
    const uint64_t offset = std::min(line != lines.end() ? line->codeOffset : UINT64_MAX,
                                     step != end ? step->first : UINT64_MAX);
    for (; line != lines.end() && line->codeOffset == offset; ++line)
      wasmOffset = line->wasmOffset;
    for (; step != end && step->first == offset; ++step)
      site = step->second;
    if (offset >= textByteSize)
      break;
    const LineRow row{offset, wasmOffset, site};
    const bool isChange =
        rows.empty() || rows.back().wasmOffset != wasmOffset || rows.back().inlineSite != site;
    if (isChange)
      rows.push_back(row);
  }
  return rows;
}

} // namespace

Expected<LineTable> readLineTable(const ObjectBytes& bytes) {
  const llvm::MemoryBufferRef buffer(llvm::StringRef(bytes.data(), bytes.size()), "partition");
  auto object = llvm::object::ObjectFile::createELFObjectFile(buffer);
  if (!object)
    return unreadable("object", object.takeError());
  LineTable table;
  uint64_t sectionIndex;
  if (auto done = readTextSection(llvm::cast<llvm::object::ELFObjectFileBase>(**object), table,
                                  sectionIndex);
      !done)
    return tl::unexpected(done.error());
  if (table.textByteSize == 0)
    return table;

  std::optional<std::string> problem;
  const auto note = [&](llvm::Error error) { problem = llvm::toString(std::move(error)); };
  const auto context = llvm::DWARFContext::create(
      **object, llvm::DWARFContext::ProcessDebugRelocations::Process, nullptr, "", note, note);
  std::vector<CodeLine> lines;
  InlineMap map;
  for (const auto& unit : context->compile_units()) {
    if (auto done = readLines(*context, *unit, lines); !done)
      return tl::unexpected(done.error());
    readInlinedCalls(unit->getUnitDIE(/*ExtractUnitDIEOnly=*/false), table, map);
  }
  if (problem)
    return failure("compiler: unreadable debug information: " + *problem);
  std::stable_sort(lines.begin(), lines.end(), [](const CodeLine& a, const CodeLine& b) {
    return a.codeOffset < b.codeOffset;
  });
  table.rows = mergeRows(lines, map, table.textByteSize);
  return table;
}

std::string encodeLines(const std::vector<LineRow>& rows, uint32_t inlineSiteBase) {
  std::string bytes;
  llvm::raw_string_ostream stream(bytes);
  LineRow last{0, 0, InlineSite::kNone};
  for (const LineRow& row : rows) {
    llvm::encodeULEB128(row.codeOffset - last.codeOffset, stream);
    llvm::encodeSLEB128(int64_t{row.wasmOffset} - int64_t{last.wasmOffset}, stream);
    const bool isInlined = row.inlineSite != InlineSite::kNone;
    llvm::encodeULEB128(isInlined ? uint64_t{row.inlineSite} + inlineSiteBase + 1 : 0, stream);
    last = row;
  }
  return bytes;
}

} // namespace wasmpi
