// Which tables are written, and what the segments leave in the others.
#include "codegen/static_tables.h"

#include <algorithm>
#include <optional>
#include <set>

#include "frontend/local_types.h"
#include "frontend/opcodes.h"
#include "frontend/type_registry.h"

namespace wasmpi {
namespace {

/// What instructions do with each table.
struct TableUse {
  std::vector<bool> isWritten, isCalled;

  explicit TableUse(size_t tableCount) : isWritten(tableCount), isCalled(tableCount) {}

  template <Opcode op> void visit(const ImmediateOf<op>& immediate) {
    if constexpr (op == Opcode::TableSet || op == Opcode::TableGrow || op == Opcode::TableFill)
      isWritten[immediate.value] = true;
    else if constexpr (op == Opcode::TableInit)
      isWritten[immediate.tableIndex] = true;
    else if constexpr (op == Opcode::TableCopy)
      isWritten[immediate.destination] = true;
    else if constexpr (op == Opcode::CallIndirect)
      isCalled[immediate.tableIndex] = true;
  }
};

TableUse scanBodies(const Module& module) {
  TableUse use(module.tables.size());
  LocalTypes locals;
  for (const FunctionBody& body : module.bodies) {
    ByteReader reader(body.bytes, body.offset);
    locals.decode(reader, {});
    while (!reader.atEnd())
      decodeInstruction(reader, use);
  }
  return use;
}

/// The value of an offset that is one literal.
std::optional<uint64_t> literalOffset(const ConstExpr& expression) {
  const ConstInstruction& instruction = expression.instructions.front();
  if (expression.instructions.size() != 1)
    return std::nullopt;
  if (instruction.opcode == Opcode::I32Const)
    return instruction.operand & UINT32_MAX;
  if (instruction.opcode == Opcode::I64Const)
    return instruction.operand;
  return std::nullopt;
}

/// The function an item names, or kNull; nullopt if only an instance knows.
std::optional<uint32_t> literalItem(const ConstExpr& item) {
  const ConstInstruction& instruction = item.instructions.front();
  if (instruction.opcode == Opcode::RefFunc)
    return static_cast<uint32_t>(instruction.operand);
  if (instruction.opcode == Opcode::RefNull)
    return StaticTables::kNull;
  return std::nullopt;
}

/// By table.
std::vector<bool> exportedTables(const Module& module) {
  std::vector<bool> isExported(module.tables.size());
  for (const Export& exported : module.exports)
    if (exported.kind == ExternKind::Table)
      isExported[exported.index] = true;
  return isExported;
}

/// Copies the segment's items as instantiation does; false if they are not known or do not fit.
bool apply(const ElementSegment& segment, std::vector<uint32_t>& functions) {
  const std::optional<uint64_t> offset = literalOffset(segment.offset);
  if (!offset || *offset > functions.size() || segment.items.count() > functions.size() - *offset)
    return false;
  bool isKnown = true;
  uint64_t index = *offset;
  segment.items.forEach([&](const ConstExpr& item) {
    const std::optional<uint32_t> function = literalItem(item);
    isKnown &= function.has_value();
    functions[index++] = function.value_or(StaticTables::kNull);
  });
  return isKnown;
}

} // namespace

StaticTables::StaticTables(const Module& module, bool tablesArePrivate) {
  if (module.tables.empty() || module.importedTableCount != 0)
    return;
  typeIds_ = TypeRegistry().idsOf(module.types);
  declareCandidates(module, tablesArePrivate);
  std::set<uint32_t> unknown;
  for (const ElementSegment& segment : module.elements) {
    const auto table = tables_.find(segment.tableIndex);
    if (segment.mode == SegmentMode::Active && table != tables_.end() &&
        !apply(segment, table->second.functions))
      unknown.insert(table->first);
  }
  std::erase_if(tables_, [&](const auto& entry) { return unknown.contains(entry.first); });
  for (auto& [index, table] : tables_)
    findTypes(module, table);
}

/// All null: those that are called through and that nothing but segments writes.
void StaticTables::declareCandidates(const Module& module, bool tablesArePrivate) {
  const TableUse use = scanBodies(module);
  const std::vector<bool> isExported = exportedTables(module);
  uint64_t elementsLeft = kMaxElements;
  for (uint32_t index = 0; index < module.tables.size(); ++index) {
    const uint64_t size = module.tables[index].limits.minimum;
    if (!use.isCalled[index] || use.isWritten[index] || size == 0 || size > elementsLeft ||
        (isExported[index] && !tablesArePrivate) || module.tableInitializers.contains(index))
      continue;
    elementsLeft -= size;
    tables_[index].functions.assign(size, kNull);
  }
}

void StaticTables::findTypes(const Module& module, Table& table) const {
  for (const uint32_t function : table.functions) {
    const uint32_t id = function == kNull ? kNull : typeIds_[module.functions[function]];
    table.typeIds.push_back(id);
    if (function != kNull && module.isImportedFunction(function))
      table.importedTypeIds.insert(id);
  }
}

const StaticTables::Table* StaticTables::forCalls(uint32_t tableIndex, uint32_t typeIndex) const {
  const auto found = tables_.find(tableIndex);
  if (found == tables_.end() || found->second.importedTypeIds.contains(typeIds_[typeIndex]))
    return nullptr;
  return &found->second;
}

} // namespace wasmpi
