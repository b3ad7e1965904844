// Decoding of constant expressions. Which opcodes are constant is Core 3.4.14; types and indices
// are checked by the validator.
#include "frontend/const_expr.h"

#include <fmt/format.h>

namespace wasmpi {

namespace {

using namespace immediates; // NOLINT: the immediates are this file's vocabulary

/// The bit pattern ConstInstruction::operand keeps for each immediate a constant instruction may
/// have.
struct OperandVisitor {
  FeatureSet features;
  size_t offset;
  uint64_t operand = 0;
  uint64_t highOperand = 0;

  template <Opcode op> void visit(const ImmediateOf<op>& immediate) {
    if (!features.contains(OpcodeTraits<op>::feature))
      refuseFeature(OpcodeTraits<op>::feature, offset,
                    fmt::format("instruction {}", OpcodeTraits<op>::text));
    keep(immediate);
  }

  void keep(const I32Literal& literal) { operand = static_cast<uint32_t>(literal.value); }
  void keep(const I64Literal& literal) { operand = static_cast<uint64_t>(literal.value); }
  void keep(const F32Literal& literal) { operand = literal.bits; }
  void keep(const F64Literal& literal) { operand = literal.bits; }
  void keep(const V128Literal& literal) {
    operand = literal.low;
    highOperand = literal.high;
  }
  void keep(const GlobalIndex& index) { operand = index.value; }
  void keep(const FunctionIndex& index) { operand = index.value; }
  void keep(const NullType& type) { operand = static_cast<uint32_t>(type.heap); }
  /// The immediates of other instructions, which isConstant has refused before.
  template <class Immediate> void keep(const Immediate&) {}
};

bool isConstant(Opcode opcode) {
  switch (opcode) {
  case Opcode::I32Const:
  case Opcode::I64Const:
  case Opcode::F32Const:
  case Opcode::F64Const:
  case Opcode::V128Const:
  case Opcode::GlobalGet:
  case Opcode::RefNull:
  case Opcode::RefFunc:
    return true;
  default:
    return false;
  }
}

} // namespace

std::optional<ValueType> operandOfBinary(Opcode opcode) {
  switch (opcode) {
  case Opcode::I32Add:
  case Opcode::I32Sub:
  case Opcode::I32Mul:
    return kI32;
  case Opcode::I64Add:
  case Opcode::I64Sub:
  case Opcode::I64Mul:
    return kI64;
  default:
    return std::nullopt;
  }
}

ConstExpr ConstExpr::decode(ByteReader& reader) {
  ConstExpr expression;
  for (;;) {
    const size_t start = reader.offset();
    const Opcode opcode = decodeOpcode(reader);
    if (opcode == Opcode::End)
      return expression;
    if (operandOfBinary(opcode))
      reader.require(Feature::ExtendedConst, start, textOf(opcode));
    else if (!isConstant(opcode))
      ByteReader::failAt(start,
                         fmt::format("constant expression required, found {}", textOf(opcode)));
    OperandVisitor visitor{reader.features(), start};
    visitInstruction(opcode, reader, visitor);
    // A module is at most kMaxModuleByteSize long, so offsets fit in 32 bits.
    expression.instructions.push_back(
        {opcode, visitor.operand, static_cast<uint32_t>(start), visitor.highOperand});
  }
}

} // namespace wasmpi
