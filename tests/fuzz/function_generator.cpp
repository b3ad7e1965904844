// Bodies and the values in them; statements.cpp writes the rest.
#include "function_generator.h"

#include <array>

#include "generator_depth.h"

namespace wasmpi::fuzz {

namespace {

constexpr std::array<uint64_t, 24> kIntegers = {
    0,          1,          2,           3,
    7,          8,          31,          32,
    63,         64,         127,         128,
    255,        0xFFFF,     0x10000,     0x7FFFFFFF,
    0x80000000, 0xFFFFFFFF, 0x100000000, 0x7FFFFFFFFFFFFFFF,
    1ull << 63, UINT64_MAX, 0xFFFFFF80,  0xFFFFFFFFFFFF8000};
constexpr std::array<uint32_t, 20> kFloats32 = {
    0,          0x80000000, 0x3F800000, 0xBF800000, 0x3F000000, 0x40490FDB, 0x7F800000,
    0xFF800000, 0x7FC00000, 0xFFC00001, 0x7FA00000, 0x00000001, 0x807FFFFF, 0x7F7FFFFF,
    0x4F000000, 0xCF000000, 0x4F800000, 0x5F000000, 0xDF000001, 0x4B7FFFFF};
constexpr std::array<uint64_t, 20> kFloats64 = {0,
                                                0x8000000000000000,
                                                0x3FF0000000000000,
                                                0xBFF0000000000000,
                                                0x3FE0000000000000,
                                                0x400921FB54442D18,
                                                0x7FF0000000000000,
                                                0xFFF0000000000000,
                                                0x7FF8000000000000,
                                                0xFFF8000000000001,
                                                0x7FF4000000000000,
                                                0x0000000000000001,
                                                0x800FFFFFFFFFFFFF,
                                                0x7FEFFFFFFFFFFFFF,
                                                0x41DFFFFFFFC00000,
                                                0xC1E0000000200000,
                                                0x41EFFFFFFFE00000,
                                                0x43E0000000000000,
                                                0xC3E0000000000001,
                                                0x36A0000000000001};

bool isFloat(ValueKind kind) { return kind == ValueKind::F32 || kind == ValueKind::F64; }

bool endsWith(std::string_view text, std::initializer_list<std::string_view> endings) {
  for (const std::string_view ending : endings)
    if (text.ends_with(ending))
      return true;
  return false;
}

/// Vector operations whose result's NaN lanes may have any bits.
bool makesVectorNans(const OpcodeRow& row) {
  const bool isFloatShape = row.text.starts_with("f32x4.") || row.text.starts_with("f64x2.");
  return isFloatShape && row.result == ValueKind::V128 &&
         !endsWith(row.text, {".eq", ".ne", ".lt", ".gt", ".le", ".ge", ".splat", ".abs", ".neg",
                              "replace_lane"});
}

/// Scalar operations that hand on the bits they are given.
bool keepsBits(const OpcodeRow& row) { return endsWith(row.text, {".abs", ".neg"}); }

/// Whether the bits of a NaN operand can be told from what the instruction does.
bool seesBits(const OpcodeRow& row) {
  return row.isStore() || row.result == ValueKind::V128 ||
         row.text.find("reinterpret") != std::string_view::npos || row.text.ends_with("copysign");
}

} // namespace

FunctionGenerator::FunctionGenerator(ModuleShape& shape, ByteSource& source,
                                     const std::vector<const OpcodeRow*>& rows,
                                     unsigned& nodeBudget)
    : shape_(shape), source_(source), nodeBudget_(nodeBudget) {
  for (const OpcodeRow* row : rows) {
    if (row->result)
      rowsByResult_[static_cast<size_t>(*row->result)].push_back(row);
    else
      stores_.push_back(row);
    hasSimd_ = hasSimd_ || row->result == ValueKind::V128;
  }
}

ValueKind FunctionGenerator::anyKind() {
  return static_cast<ValueKind>(source_.below(hasSimd_ ? 5 : 4));
}

Kinds FunctionGenerator::someKinds(uint32_t bound) {
  Kinds kinds;
  for (uint32_t i = source_.below(bound); i > 0; --i)
    kinds.push_back(anyKind());
  return kinds;
}

Bytes FunctionGenerator::generate(const FunctionType& type) {
  code_ = {};
  uint32_t count = 0;
  for (auto& locals : localsByKind_)
    locals.clear();
  for (const ValueType& parameter : type.parameters)
    localsByKind_[static_cast<size_t>(parameter.kind)].push_back(count++);
  Kinds declared = someKinds(8);
  for (const ValueKind kind : declared)
    localsByKind_[static_cast<size_t>(kind)].push_back(count++);
  for (const ValueKind kind : {ValueKind::F32, ValueKind::F64, ValueKind::V128}) {
    if (kind == ValueKind::V128 && !hasSimd_)
      continue;
    declared.push_back(kind);
    scratch_[static_cast<size_t>(kind)] = count++;
  }
  std::vector<ValueType> locals = valueTypes(declared);
  if (shape_.exceptions == ExceptionForm::Standard) {
    locals.push_back(kExnRef);
    exceptionLocal_ = count++;
  }
  code_.u32(locals.size());
  for (const ValueType& local : locals) {
    code_.u32(1);
    code_.valueType(local);
  }
  results_ = kindsOf(type.results);
  labels_ = {{results_}};

  fuelIsOut();
  code_.op(Opcode::If);
  code_.byte(0x40);
  for (const ValueKind kind : results_)
    code_.constant(kind, 1);
  code_.op(Opcode::Return);
  code_.op(Opcode::End);
  statements();
  expressions(results_);
  code_.op(Opcode::End);
  return code_.bytes();
}

void FunctionGenerator::expressions(const Kinds& kinds) {
  for (const ValueKind kind : kinds)
    expression(kind);
}

void FunctionGenerator::exactExpression(ValueKind kind) {
  if (!expression(kind) && isFloat(kind))
    canonicalise(kind);
}

void FunctionGenerator::canonicalise(ValueKind kind, ValueKind laneKind) {
  code_.canonicalNan(kind, scratch_[static_cast<size_t>(kind)], laneKind);
}

bool FunctionGenerator::expression(ValueKind kind) {
  if (mustBeSmall())
    return leaf(kind);
  --nodeBudget_;
  const Deeper deeper(depth_);
  switch (source_.below(18)) {
  case 0:
  case 1:
  case 2:
    return leaf(kind);
  case 3:
    selectExpression(kind);
    return false;
  case 4:
    ifExpression(kind);
    return false;
  case 5:
    blockExpression(kind);
    return false;
  case 6: {
    const FunctionType type = call();
    for (size_t i = type.results.size(); i-- > 0;)
      consume(type.results[i].kind);
    return leaf(kind);
  }
  case 7:
    if (kind != ValueKind::I32)
      return rowExpression(kind);
    stateExpression();
    return true;
  case 8: {
    const auto& locals = localsOf(kind);
    expression(kind);
    if (!locals.empty())
      code_.op(Opcode::LocalTee, locals[source_.below(locals.size())]);
    return false;
  }
  default:
    return rowExpression(kind);
  }
}

bool FunctionGenerator::leaf(ValueKind kind) {
  const auto& locals = localsOf(kind);
  const uint32_t choice = source_.below(8);
  if (choice < 4 && !locals.empty()) {
    code_.op(Opcode::LocalGet, locals[source_.below(locals.size())]);
    return false;
  }
  if (choice == 4) {
    const uint32_t global = source_.below(shape_.globals.size());
    if (global != ModuleShape::kFuel && shape_.globals[global].kind == kind) {
      code_.op(Opcode::GlobalGet, global);
      return false;
    }
  }
  literal(kind);
  return true;
}

void FunctionGenerator::literal(ValueKind kind) {
  const uint32_t choice = source_.below(32);
  uint64_t bits = choice == 31 ? source_.bits(8) : choice == 30 ? source_.bits(1) : 0;
  if (choice < 30) {
    if (kind == ValueKind::F32)
      bits = kFloats32[choice % kFloats32.size()];
    else if (kind == ValueKind::F64)
      bits = kFloats64[choice % kFloats64.size()];
    else
      bits = kIntegers[choice % kIntegers.size()];
  }
  code_.constant(kind, bits);
}

bool FunctionGenerator::rowExpression(ValueKind kind) {
  const auto& rows = rowsByResult_[static_cast<size_t>(kind)];
  return applyRow(*rows[source_.below(rows.size())]);
}

/// Operands, instruction, immediate; whether the bits of the result are the same everywhere.
bool FunctionGenerator::applyRow(const OpcodeRow& row) {
  const uint32_t memory = anyMemory();
  const bool seesOperandBits = seesBits(row);
  bool areExact = true;
  for (const Operand operand : row.operands) {
    if (operand == Operand::Address) {
      address(memory, row.naturalAlignLog2);
      continue;
    }
    const auto kind = static_cast<ValueKind>(operand);
    if (seesOperandBits)
      exactExpression(kind);
    else
      areExact = expression(kind) && areExact;
  }
  code_.op(row.opcode);
  const bool isGiven = rowImmediate(row, memory);
  if (makesVectorNans(row))
    canonicalise(ValueKind::V128, row.text.starts_with("f32x4.") ? ValueKind::F32 : ValueKind::F64);
  if (isGiven || row.text.find("reinterpret") != std::string_view::npos)
    return true;
  return keepsBits(row) && areExact;
}

/// Whether the immediate says all about the result: a literal or a load.
bool FunctionGenerator::rowImmediate(const OpcodeRow& row, uint32_t memory) {
  switch (row.immediate) {
  case ImmediateForm::None:
  case ImmediateForm::Unknown:
    return false;
  case ImmediateForm::Memory:
    memoryArgument(row.naturalAlignLog2, row.isAtomic(), memory);
    return true;
  case ImmediateForm::MemoryLane:
    memoryArgument(row.naturalAlignLog2, row.isAtomic(), memory);
    code_.byte(static_cast<uint8_t>(source_.below(row.laneCount)));
    return true;
  case ImmediateForm::Lane:
    code_.byte(static_cast<uint8_t>(source_.below(row.laneCount)));
    return false;
  case ImmediateForm::Shuffle:
    for (int i = 0; i < 16; ++i)
      code_.byte(static_cast<uint8_t>(source_.below(row.laneCount)));
    return true;
  case ImmediateForm::I32Literal:
    code_.signedNumber(static_cast<int32_t>(source_.bits(4)));
    return true;
  case ImmediateForm::I64Literal:
    code_.signedNumber(static_cast<int64_t>(source_.bits(8)));
    return true;
  case ImmediateForm::F32Literal:
    code_.fixed(source_.bits(4), 4);
    return true;
  case ImmediateForm::F64Literal:
    code_.fixed(source_.bits(8), 8);
    return true;
  case ImmediateForm::V128Literal:
    code_.fixed(source_.bits(8), 8);
    code_.fixed(source_.bits(8), 8);
    return true;
  }
  return false;
}

void FunctionGenerator::memoryArgument(uint32_t naturalAlignLog2, bool isAtomic, uint32_t memory) {
  const uint32_t align = isAtomic ? naturalAlignLog2 : source_.below(naturalAlignLog2 + 1);
  constexpr uint32_t kHasMemoryIndex = 0x40;
  code_.u32(memory == 0 ? align : align | kHasMemoryIndex);
  if (memory != 0)
    code_.u32(memory);
  const uint32_t choice = source_.below(32);
  uint64_t offset = choice < 20 ? choice << naturalAlignLog2 : source_.bits(1);
  if (choice == 31)
    offset =
        shape_.memories[memory].indexType == IndexType::I64 ? source_.bits(8) : source_.bits(4);
  code_.u32(offset);
}

void FunctionGenerator::address(uint32_t memory, uint32_t alignLog2) {
  const IndexType type = shape_.memories[memory].indexType;
  const bool is64 = type == IndexType::I64;
  expression(is64 ? ValueKind::I64 : ValueKind::I32);
  if (source_.oneIn(48))
    return;
  constexpr uint64_t kMasks[] = {0xFF, 0xFFFF, 0x7FF};
  uint64_t mask = kMasks[source_.below(3)];
  if (!source_.oneIn(4))
    mask &= ~((uint64_t{1} << alignLog2) - 1);
  code_.index(mask, type);
  code_.op(is64 ? Opcode::I64And : Opcode::I32And);
}

void FunctionGenerator::smallIndex(IndexType type, uint32_t bound) {
  const bool is64 = type == IndexType::I64;
  if (source_.oneIn(32)) {
    expression(is64 ? ValueKind::I64 : ValueKind::I32);
    return;
  }
  if (source_.oneIn(3)) {
    expression(is64 ? ValueKind::I64 : ValueKind::I32);
    code_.index(bound - 1, type);
    code_.op(is64 ? Opcode::I64And : Opcode::I32And);
    return;
  }
  code_.index(source_.below(bound), type);
}

void FunctionGenerator::selectExpression(ValueKind kind) {
  expression(kind);
  expression(kind);
  expression(ValueKind::I32);
  if (!source_.oneIn(4))
    return code_.op(Opcode::Select);
  code_.op(Opcode::SelectTyped, 1);
  code_.valueType(kind);
}

void FunctionGenerator::ifExpression(ValueKind kind) {
  expression(ValueKind::I32);
  code_.op(Opcode::If);
  code_.valueType(kind);
  labels_.push_back({{kind}});
  statements();
  expression(kind);
  code_.op(Opcode::Else);
  expression(kind);
  code_.op(Opcode::End);
  labels_.pop_back();
}

void FunctionGenerator::blockExpression(ValueKind kind) {
  code_.op(Opcode::Block);
  code_.valueType(kind);
  labels_.push_back({{kind}});
  statements();
  expression(kind);
  expression(ValueKind::I32);
  code_.op(Opcode::BrIf, 0);
  consume(kind);
  statements();
  expression(kind);
  code_.op(Opcode::End);
  labels_.pop_back();
}

/// An i32 out of the module's state.
void FunctionGenerator::stateExpression() {
  switch (source_.below(shape_.hasThreads ? 6 : 5)) {
  case 0:
  case 1: {
    const uint32_t memory = anyMemory();
    const bool is64 = shape_.memories[memory].indexType == IndexType::I64;
    if (source_.oneIn(4)) {
      code_.index(source_.below(3), shape_.memories[memory].indexType);
      code_.op(Opcode::MemoryGrow, memory);
    } else {
      code_.op(Opcode::MemorySize, memory);
    }
    if (is64)
      code_.op(Opcode::I32WrapI64);
    return;
  }
  case 2:
    return code_.op(Opcode::TableSize, anyTable());
  case 3:
    reference();
    code_.i32(static_cast<int32_t>(source_.below(3)));
    return code_.op(Opcode::TableGrow, anyTable());
  case 5:
    return waitExpression();
  default:
    reference();
    return code_.op(Opcode::RefIsNull);
  }
}

/// Waits for nobody: 1 if the memory has another value than expected, else 2 once the time is over.
void FunctionGenerator::waitExpression() {
  constexpr uint64_t kNanosecondsPerStep = 1000;
  if (source_.oneIn(4)) {
    code_.op(Opcode::AtomicFence);
    code_.byte(0);
  }
  const uint32_t memory = anyMemory();
  const bool is64 = source_.oneIn(2);
  address(memory, is64 ? 3 : 2);
  expression(is64 ? ValueKind::I64 : ValueKind::I32);
  code_.i64(static_cast<int64_t>(source_.below(4) * kNanosecondsPerStep));
  code_.op(is64 ? Opcode::MemoryAtomicWait64 : Opcode::MemoryAtomicWait32);
  memoryArgument(is64 ? 3 : 2, true, memory);
}

/// A funcref.
void FunctionGenerator::reference() {
  const bool mayBeTyped = shape_.hasFunctionReferences && !mustBeSmall();
  switch (source_.below(mayBeTyped ? 4 : 3)) {
  case 0:
    code_.op(Opcode::RefNull);
    return code_.valueType(kFuncRef);
  case 1:
    return code_.op(Opcode::RefFunc, source_.below(shape_.functionTypes.size()));
  case 3:
    return nonNullReference();
  default:
    const uint32_t table = anyTable();
    smallIndex(IndexType::I32, 8);
    return code_.op(Opcode::TableGet, table);
  }
}

/// A funcref that is not null, or a trap.
void FunctionGenerator::nonNullReference() {
  const Deeper deeper(depth_);
  if (source_.oneIn(2)) {
    code_.op(Opcode::Block);
    code_.valueType(kFuncRef);
    labels_.push_back({.carried = {}, .isReserved = true});
    reference();
    code_.op(Opcode::BrOnNonNull, 0);
    reference();
    code_.op(Opcode::End);
    labels_.pop_back();
  } else {
    reference();
  }
  code_.op(Opcode::RefAsNonNull);
}

} // namespace wasmpi::fuzz
