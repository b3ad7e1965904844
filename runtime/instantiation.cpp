// The steps of instantiation.
#include "runtime/instantiation.h"

#include <cassert>
#include <utility>

#include <fmt/format.h>

#include "runtime/host_module.h"

namespace wasmpi {

namespace {

/// Addition, subtraction or multiplication of i32 or i64, which wrap around.
uint64_t compute(Opcode opcode, uint64_t left, uint64_t right) {
  switch (opcode) {
  case Opcode::I32Add:
    return (left + right) & UINT32_MAX;
  case Opcode::I32Sub:
    return (left - right) & UINT32_MAX;
  case Opcode::I32Mul:
    return (left * right) & UINT32_MAX;
  case Opcode::I64Add:
    return left + right;
  case Opcode::I64Sub:
    return left - right;
  default: // i64.mul
    assert(opcode == Opcode::I64Mul);
    return left * right;
  }
}

} // namespace

tl::expected<Instance*, InstantiationFailure> Instantiation::run(const ImportSources& sources) {
  auto imports = resolveImports(module(), loaded_.typeIds, sources);
  if (!imports)
    return tl::unexpected<InstantiationFailure>(std::move(imports.error()));
  // From here on the store owns the instance: even one that fails may have left references to itself in imported tables.
  store_.instances.push_back(
      std::unique_ptr<Instance>(new Instance(store_, module(), *loaded_.code)));
  instance_ = store_.instances.back().get();
  const auto hostModules = std::move(imports->hostModules);
  if (auto allocated = allocate(std::move(*imports)); !allocated)
    return tl::unexpected<InstantiationFailure>(std::move(allocated.error()));
  if (auto applied = applySegments(); !applied)
    return tl::unexpected<InstantiationFailure>(std::move(applied.error()));
  for (HostModule* hostModule : hostModules)
    hostModule->attach(*instance_);
  if (auto started = callStart(); !started)
    return tl::unexpected<InstantiationFailure>(std::move(started.error()));
  return instance_;
}

Expected<void> Instantiation::allocate(ResolvedImports&& imports) {
  instance_->tables_ = std::move(imports.tables);
  instance_->memories_ = std::move(imports.memories);
  for (uint32_t index = 0; index < module().types.size(); ++index)
    instance_->at<uint32_t>(instance_->layout_.typeId(index)) = loaded_.typeIds[index];
  fillFunctions(imports.functions);
  fillImportedGlobals(imports.globals);
  if (auto allocated = allocateTables(); !allocated)
    return allocated;
  if (auto allocated = allocateMemories(); !allocated)
    return allocated;
  allocateTags(imports.tags);
  fillGlobals();
  evaluateSegments();
  return {};
}

Expected<void> Instantiation::allocateTables() {
  auto& tables = instance_->tables_;
  while (tables.size() < module().tables.size()) {
    TableType type = module().tables[tables.size()];
    type.element = instance_->canonicalType(type.element);
    const auto found = module().tableInitializers.find(static_cast<uint32_t>(tables.size()));
    const bool isNull = found == module().tableInitializers.end();
    auto table =
        Table::create(type, store_.tableBudget, isNull ? 0 : evaluate(found->second).bits[0]);
    if (!table)
      return tl::unexpected(table.error());
    tables.push_back(table->get());
    store_.tables.push_back(std::move(*table));
  }
  for (uint32_t index = 0; index < tables.size(); ++index)
    instance_->at<TableDefinition*>(instance_->layout_.table(index)) = tables[index]->definition();
  return {};
}

Expected<void> Instantiation::allocateMemories() {
  auto& memories = instance_->memories_;
  while (memories.size() < module().memories.size()) {
    auto memory = LinearMemory::create(module().memories[memories.size()], store_.memoryOptions);
    if (!memory)
      return tl::unexpected(memory.error());
    store_.regions.add(GuestRegion::Kind::MemoryReservation,
                       {.begin = (*memory)->reservationBegin(),
                        .end = (*memory)->reservationEnd(),
                        .memory = (*memory)->definition()});
    memories.push_back(memory->get());
    store_.memories.push_back(std::move(*memory));
  }
  for (uint32_t index = 0; index < memories.size(); ++index)
    instance_->at<MemorySlot>(instance_->layout_.memory(index)) = {
        memories[index]->definition()->base, memories[index]->definition()};
  return {};
}

void Instantiation::allocateTags(const std::vector<TagInstance*>& imported) {
  for (uint32_t index = 0; index < module().tags.size(); ++index) {
    if (index < imported.size()) {
      instance_->at<TagInstance*>(instance_->layout_.tag(index)) = imported[index];
      continue;
    }
    store_.tags.push_back(
        std::make_unique<TagInstance>(
            module(), index, loaded_.typeIds[module().tags[index]]));
    instance_->at<TagInstance*>(instance_->layout_.tag(index)) = store_.tags.back().get();
  }
}

void Instantiation::fillFunctions(const std::vector<ImportedFunction>& imported) {
  const VMContextLayout& layout = instance_->layout_;
  for (uint32_t index = 0; index < imported.size(); ++index)
    instance_->at<ImportedFunction>(layout.importedFunction(index)) = imported[index];
  for (uint32_t escape = 0; escape < module().escapingFunctions.size(); ++escape) {
    const uint32_t index = module().escapingFunctions[escape];
    auto& reference = instance_->at<FunctionReference>(layout.functionReference(escape));
    reference.typeId = loaded_.typeIds[module().functions[index]];
    // A call through a reference gets to an imported function as a direct call does.
    reference.code = module().isImportedFunction(index) ? imported[index].code
                                                        : loaded_.code->function(escape);
    reference.tailCode = module().isImportedFunction(index) ? imported[index].tailCode
                                                            : loaded_.code->tailFunction(escape);
    reference.context =
        module().isImportedFunction(index) ? imported[index].context : instance_->context();
  }
}

void Instantiation::fillImportedGlobals(const std::vector<GlobalInstance>& imported) {
  const VMContextLayout& layout = instance_->layout_;
  for (uint32_t index = 0; index < imported.size(); ++index)
    instance_->at<GlobalCell*>(layout.importedGlobal(index)) = imported[index].cell;
}

void Instantiation::fillGlobals() {
  for (uint32_t index = module().importedGlobalCount; index < module().globals.size(); ++index)
    *instance_->globalCell(index) = evaluate(*module().globals[index].initializer);
}

void Instantiation::evaluateSegments() {
  for (const ElementSegment& segment : module().elements) {
    auto& references = instance_->elements_.emplace_back();
    // Declarative segments are dropped at once (Core 4.5.4).
    if (segment.mode == SegmentMode::Declarative)
      continue;
    references.reserve(segment.items.count());
    segment.items.forEach(
        [&](const ConstExpr& item) { references.push_back(evaluate(item).bits[0]); });
  }
  for (const DataSegment& segment : module().data)
    instance_->data_.push_back(segment.bytes);
}

GlobalCell Instantiation::evaluate(const ConstExpr& expression) const {
  // Validation has left one value of the right type, and its operands below each operation.
  if (expression.instructions.size() == 1)
    return evaluate(expression.instructions.front());
  std::vector<GlobalCell> stack;
  for (const ConstInstruction& instruction : expression.instructions) {
    if (!operandOfBinary(instruction.opcode)) {
      stack.push_back(evaluate(instruction));
      continue;
    }
    const uint64_t right = stack.back().bits[0];
    stack.pop_back();
    uint64_t& left = stack.back().bits[0];
    left = compute(instruction.opcode, left, right);
  }
  assert(stack.size() == 1);
  return stack.back();
}

GlobalCell Instantiation::evaluate(const ConstInstruction& instruction) const {
  switch (instruction.opcode) {
  case Opcode::I32Const:
  case Opcode::F32Const:
    return {{instruction.operand & UINT32_MAX, 0}};
  case Opcode::I64Const:
  case Opcode::F64Const:
    return {{instruction.operand, 0}};
  case Opcode::V128Const:
    return {{instruction.operand, instruction.highOperand}};
  case Opcode::GlobalGet:
    return *instance_->globalCell(static_cast<uint32_t>(instruction.operand));
  case Opcode::RefFunc: {
    const auto index = static_cast<uint32_t>(instruction.operand);
    return {{reinterpret_cast<uintptr_t>(instance_->functionReference(index)), 0}};
  }
  default: // ref.null
    assert(instruction.opcode == Opcode::RefNull);
    return {};
  }
}

Result<void> Instantiation::applySegments() {
  const auto refused = [](const char* kind, size_t index, TrapCode code) {
    return tl::unexpected(Trap{.code = code, .detail = fmt::format("{} segment {}", kind, index)});
  };
  for (uint32_t index = 0; index < module().elements.size(); ++index) {
    const ElementSegment& segment = module().elements[index];
    if (segment.mode != SegmentMode::Active)
      continue;
    const uint64_t offset = evaluate(segment.offset).bits[0];
    if (!instance_->initTable(segment.tableIndex, index, offset, 0, segment.items.count()))
      return refused("element", index, TrapCode::TableOutOfBounds);
    instance_->dropElement(index);
  }
  for (uint32_t index = 0; index < module().data.size(); ++index) {
    const DataSegment& segment = module().data[index];
    if (segment.mode != SegmentMode::Active)
      continue;
    const auto byteCount = static_cast<uint32_t>(segment.bytes.size());
    const uint64_t offset = evaluate(segment.offset).bits[0];
    if (!instance_->initMemory(segment.memoryIndex, index, offset, 0, byteCount))
      return refused("data", index, TrapCode::MemoryOutOfBounds);
    instance_->dropData(index);
  }
  return {};
}

Result<void> Instantiation::callStart() {
  if (!module().start)
    return {};
  return instance_->callRaw(*instance_->functionReference(*module().start), {});
}

} // namespace wasmpi
