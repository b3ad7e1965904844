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
  switch (source_.below(22)) {
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
    return consumeAll(kindsOf(call().results));
  case 12:
    return bulkMemory();
  case 13:
    return tableStatement();
  case 14:
    return branchTable();
  case 15:
  case 16:
    return shape_.exceptions != ExceptionForm::None ? tryStatement() : ifStatement();
  case 17:
    return shape_.hasFunctionReferences ? branchOnNull() : branchIf();
  case 18:
    return shape_.hasWideArithmetic ? wideArithmetic() : assignLocal();
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

void FunctionGenerator::storeStatement() { applyRow(*stores_[source_.below(stores_.size())]); }

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
  blockType({valueTypes(parameters), valueTypes(results)});
}

void FunctionGenerator::blockType(const FunctionType& type) {
  if (type.parameters.empty() && type.results.empty())
    return code_.byte(kEmptyType);
  if (type.parameters.empty() && type.results.size() == 1)
    return code_.valueType(type.results.front());
  code_.signedNumber(shape_.typeIndex(type));
}

/// A loop that ends without fuel, whoever branches to its header.
void FunctionGenerator::loopStatement() {
  const Kinds carried = someKinds(3);
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
  const Kinds parameters = someKinds(3);
  const Kinds results = someKinds(3);
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

uint32_t FunctionGenerator::anyLabel() {
  const uint32_t label = source_.below(labels_.size());
  const auto last = static_cast<uint32_t>(labels_.size() - 1);
  return labels_[last - label].isReserved ? last : label;
}

std::vector<uint32_t> FunctionGenerator::labelsCarrying(const Kinds& kinds) const {
  std::vector<uint32_t> labels;
  for (uint32_t label = 0; label < labels_.size(); ++label) {
    const Label& candidate = labels_[labels_.size() - 1 - label];
    if (!candidate.isReserved && candidate.carried == kinds)
      labels.push_back(label);
  }
  return labels;
}

void FunctionGenerator::branch() {
  const uint32_t label = anyLabel();
  expressions(Kinds(carriedTo(label)));
  code_.op(Opcode::Br, label);
}

void FunctionGenerator::branchIf() {
  const uint32_t label = anyLabel();
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
  const Kinds carried = carriedTo(anyLabel());
  const std::vector<uint32_t> labels = labelsCarrying(carried);
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
  switch (source_.below(14)) {
  case 0:
    code_.op(Opcode::Unreachable);
    break;
  case 10:
  case 11:
    shape_.hasTailCalls ? tailCall() : branch();
    break;
  case 12:
  case 13:
    shape_.exceptions != ExceptionForm::None ? throwSomething() : branch();
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
  callTo(callee, {Opcode::Call, Opcode::CallIndirect, Opcode::CallRef});
  return shape_.types[shape_.functionTypes[callee]];
}

/// Leaves the function by a call of one with the same results, if there is one.
void FunctionGenerator::tailCall() {
  std::vector<uint32_t> callees;
  for (uint32_t i = 0; i < shape_.functionTypes.size(); ++i)
    if (kindsOf(shape_.types[shape_.functionTypes[i]].results) == results_)
      callees.push_back(i);
  callTo(callees[source_.below(callees.size())],
         {Opcode::ReturnCall, Opcode::ReturnCallIndirect, Opcode::ReturnCallRef});
}

void FunctionGenerator::callTo(uint32_t callee, CallOpcodes opcodes) {
  const uint32_t typeIndex = shape_.functionTypes[callee];
  expressions(kindsOf(shape_.types[typeIndex].parameters));
  if (!source_.oneIn(3))
    return code_.op(opcodes.direct, callee);
  if (shape_.hasFunctionReferences && source_.oneIn(2)) {
    if (source_.oneIn(16)) {
      code_.op(Opcode::RefNull);
      code_.signedNumber(typeIndex);
    } else {
      code_.op(Opcode::RefFunc, callee);
    }
    return code_.op(opcodes.byReference, typeIndex);
  }
  // Most often the element that has the type.
  const uint32_t table = anyTable();
  if (source_.oneIn(8))
    smallIndex(IndexType::I32, kUsualElements);
  else
    code_.i32(static_cast<int32_t>(callee % kUsualElements));
  code_.op(opcodes.indirect, typeIndex);
  code_.u32(table);
}

void FunctionGenerator::branchOnNull() {
  const uint32_t label = anyLabel();
  const Kinds carried = carriedTo(label);
  expressions(carried);
  reference();
  code_.op(Opcode::BrOnNull, label);
  code_.op(Opcode::Drop);
  consumeAll(carried);
}

void FunctionGenerator::wideArithmetic() {
  constexpr Opcode kOpcodes[] = {Opcode::I64MulWideS, Opcode::I64MulWideU, Opcode::I64Add128,
                                 Opcode::I64Sub128};
  const uint32_t choice = source_.below(std::size(kOpcodes));
  expressions(Kinds(choice < 2 ? 2 : 4, ValueKind::I64));
  code_.op(kOpcodes[choice]);
  consumeAll({ValueKind::I64, ValueKind::I64});
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
