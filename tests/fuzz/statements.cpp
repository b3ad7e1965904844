// Statements: code that leaves the operand stack as it was.
#include "function_generator.h"
#include "generator_depth.h"

namespace wasmpi::fuzz {

namespace {

constexpr uint8_t kEmptyType = 0x40;
/// The elements a table has at least, as a mask and a bound of indices.
constexpr uint32_t kUsualElements = 8;

} // namespace

void FunctionGenerator::statements() {
  for (uint32_t i = source_.below(4); i > 0 && !mustBeSmall(); --i)
    statement();
}

void FunctionGenerator::statement() {
  --nodeBudget_;
  const Deeper deeper(depth_);
  switch (source_.below(20)) {
  case 0:
    return assignGlobal();
  case 1:
  case 2:
  case 3:
    return storeStatement();
  case 4:
  case 5:
    return ifStatement();
  case 6:
  case 7:
    return loopStatement();
  case 8:
    return blockStatement();
  case 9:
    return branchIf();
  case 10:
    return leave();
  case 11:
    return consumeAll([this] {
      Kinds kinds;
      for (const ValueType& result : call().results)
        kinds.push_back(result.kind);
      return kinds;
    }());
  case 12:
    return bulkMemory();
  case 13:
    return tableStatement();
  case 14:
    return branchTable();
  default:
    return assignLocal();
  }
}

void FunctionGenerator::consume(ValueKind kind) {
  const auto& locals = localsOf(kind);
  if (locals.empty() || source_.oneIn(8))
    return code_.op(Opcode::Drop);
  code_.op(Opcode::LocalSet, locals[source_.below(locals.size())]);
}

void FunctionGenerator::consumeAll(const Kinds& kinds) {
  for (size_t i = kinds.size(); i-- > 0;)
    consume(kinds[i]);
}

void FunctionGenerator::assignLocal() {
  const ValueKind kind = anyKind();
  expression(kind);
  consume(kind);
}

void FunctionGenerator::assignGlobal() {
  const uint32_t index = source_.below(shape_.globals.size());
  const GlobalShape& global = shape_.globals[index];
  if (index == ModuleShape::kFuel || !global.isMutable)
    return assignLocal();
  expression(global.kind);
  code_.op(Opcode::GlobalSet, index);
}

void FunctionGenerator::storeStatement() {
  applyRow(*stores_[source_.below(stores_.size())]);
}

void FunctionGenerator::ifStatement() {
  expression(ValueKind::I32);
  code_.op(Opcode::If);
  code_.byte(kEmptyType);
  labels_.push_back({});
  statements();
  if (source_.oneIn(2)) {
    code_.op(Opcode::Else);
    statements();
  }
  code_.op(Opcode::End);
  labels_.pop_back();
}

void FunctionGenerator::fuelIsOut() {
  code_.op(Opcode::GlobalGet, ModuleShape::kFuel);
  code_.op(Opcode::I32Eqz);
  code_.op(Opcode::If);
  code_.valueType(ValueKind::I32);
  code_.i32(1);
  code_.op(Opcode::Else);
  code_.op(Opcode::GlobalGet, ModuleShape::kFuel);
  code_.i32(1);
  code_.op(Opcode::I32Sub);
  code_.op(Opcode::GlobalSet, ModuleShape::kFuel);
  code_.i32(0);
  code_.op(Opcode::End);
}

void FunctionGenerator::blockType(const Kinds& parameters, const Kinds& results) {
  if (parameters.empty() && results.empty())
    return code_.byte(kEmptyType);
  if (parameters.empty() && results.size() == 1)
    return code_.valueType(results.front());
  code_.signedNumber(shape_.typeIndex({valueTypes(parameters), valueTypes(results)}));
}

/// A loop that ends without fuel, whoever branches to its header.
void FunctionGenerator::loopStatement() {
  Kinds carried;
  for (uint32_t i = source_.below(3); i > 0; --i)
    carried.push_back(anyKind());
  code_.op(Opcode::Block);
  blockType({}, carried);
  labels_.push_back({carried});
  expressions(carried);
  code_.op(Opcode::Loop);
  blockType(carried, carried);
  labels_.push_back({carried});
  fuelIsOut();
  code_.op(Opcode::BrIf, 1);
  consumeAll(carried);
  statements();
  expressions(carried);
  expression(ValueKind::I32);
  code_.op(Opcode::BrIf, 0);
  code_.op(Opcode::End);
  code_.op(Opcode::End);
  labels_.resize(labels_.size() - 2);
  consumeAll(carried);
}

void FunctionGenerator::blockStatement() {
  Kinds parameters, results;
  for (uint32_t i = source_.below(3); i > 0; --i)
    parameters.push_back(anyKind());
  for (uint32_t i = source_.below(3); i > 0; --i)
    results.push_back(anyKind());
  expressions(parameters);
  code_.op(Opcode::Block);
  blockType(parameters, results);
  labels_.push_back({results});
  consumeAll(parameters);
  statements();
  expressions(results);
  code_.op(Opcode::End);
  labels_.pop_back();
  consumeAll(results);
}

void FunctionGenerator::branch() {
  const uint32_t label = source_.below(labels_.size());
  expressions(Kinds(carriedTo(label)));
  code_.op(Opcode::Br, label);
}

void FunctionGenerator::branchIf() {
  const uint32_t label = source_.below(labels_.size());
  const Kinds carried = carriedTo(label);
  expressions(carried);
  expression(ValueKind::I32);
  code_.op(Opcode::BrIf, label);
  consumeAll(carried);
}

/// Inside of a block of its own, since what follows cannot be reached.
void FunctionGenerator::branchTable() {
  code_.op(Opcode::Block);
  code_.byte(kEmptyType);
  labels_.push_back({});
  const Kinds carried = carriedTo(source_.below(labels_.size()));
  std::vector<uint32_t> labels;
  for (uint32_t label = 0; label < labels_.size(); ++label)
    if (carriedTo(label) == carried)
      labels.push_back(label);
  expressions(carried);
  const uint32_t count = source_.oneIn(16) ? 3000 : source_.below(12);
  expression(ValueKind::I32);
  if (!source_.oneIn(4)) {
    code_.i32(15);
    code_.op(Opcode::I32And);
  }
  code_.op(Opcode::BrTable, count);
  for (uint32_t i = 0; i <= count; ++i)
    code_.u32(labels[i < 16 ? source_.below(labels.size()) : i % labels.size()]);
  code_.op(Opcode::End);
  labels_.pop_back();
}

void FunctionGenerator::leave() {
  const bool isConditional = !source_.oneIn(6);
  if (isConditional) {
    expression(ValueKind::I32);
    code_.op(Opcode::If);
    code_.byte(kEmptyType);
    labels_.push_back({});
  }
  switch (source_.below(10)) {
  case 0:
    code_.op(Opcode::Unreachable);
    break;
  case 1:
  case 2:
  case 3:
    expressions(results_);
    code_.op(Opcode::Return);
    break;
  default:
    branch();
  }
  statements();
  if (isConditional) {
    code_.op(Opcode::End);
    labels_.pop_back();
  }
}

FunctionType FunctionGenerator::call() {
  const uint32_t callee = source_.below(shape_.functionTypes.size());
  const uint32_t typeIndex = shape_.functionTypes[callee];
  const FunctionType type = shape_.types[typeIndex];
  for (const ValueType& parameter : type.parameters)
    expression(parameter.kind);
  if (!source_.oneIn(3)) {
    code_.op(Opcode::Call, callee);
    return type;
  }
  // Most often the element that has the type.
  const uint32_t table = anyTable();
  if (source_.oneIn(8))
    smallIndex(IndexType::I32, kUsualElements);
  else
    code_.i32(static_cast<int32_t>(callee % kUsualElements));
  code_.op(Opcode::CallIndirect, typeIndex);
  code_.u32(table);
  return type;
}

void FunctionGenerator::length(IndexType type) {
  if (source_.oneIn(32))
    expression(type == IndexType::I64 ? ValueKind::I64 : ValueKind::I32);
  else
    code_.index(source_.below(100), type);
}

void FunctionGenerator::bulkMemory() {
  const uint32_t memory = anyMemory(), other = anyMemory();
  const IndexType type = shape_.memories[memory].indexType;
  const IndexType otherType = shape_.memories[other].indexType;
  switch (source_.below(4)) {
  case 0:
    address(memory, 0);
    expression(ValueKind::I32);
    length(type);
    return code_.op(Opcode::MemoryFill, memory);
  case 1:
    address(memory, 0);
    address(other, 0);
    length(type == IndexType::I64 ? otherType : type);
    code_.op(Opcode::MemoryCopy, memory);
    return code_.u32(other);
  case 2:
    address(memory, 0);
    code_.i32(static_cast<int32_t>(source_.below(16)));
    code_.i32(static_cast<int32_t>(source_.below(12)));
    code_.op(Opcode::MemoryInit, source_.below(shape_.dataCount));
    return code_.u32(memory);
  default:
    if (source_.oneIn(4))
      return code_.op(Opcode::DataDrop, source_.below(shape_.dataCount));
    return storeStatement();
  }
}

void FunctionGenerator::tableStatement() {
  const uint32_t table = anyTable();
  switch (source_.below(5)) {
  case 0:
    smallIndex(IndexType::I32, kUsualElements);
    reference();
    return code_.op(Opcode::TableSet, table);
  case 1:
    code_.i32(static_cast<int32_t>(source_.below(kUsualElements)));
    reference();
    smallIndex(IndexType::I32, 4);
    return code_.op(Opcode::TableFill, table);
  case 2:
    if (source_.oneIn(4))
      return code_.op(Opcode::ElemDrop, source_.below(shape_.elementCount));
    return branchIf();
  default:
    return bulkTable();
  }
}

void FunctionGenerator::bulkTable() {
  const uint32_t table = anyTable();
  for (uint32_t bound : {kUsualElements, kUsualElements, 4u})
    smallIndex(IndexType::I32, bound);
  if (source_.oneIn(2)) {
    code_.op(Opcode::TableCopy, table);
    return code_.u32(anyTable());
  }
  code_.op(Opcode::TableInit, source_.below(shape_.elementCount));
  code_.u32(table);
}

} // namespace wasmpi::fuzz
