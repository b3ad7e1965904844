// Constant expressions (Core 3.4.14): the initializers of globals and the offsets and items of segments.
//
// They are kept decoded, as a short list of instructions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "frontend/opcodes.h"

namespace wasmpi {

/// One instruction of a constant expression. `operand` is the bit pattern of a literal, or an index, or a heap type;
/// `highOperand` the upper half of a v128's.
struct ConstInstruction {
  Opcode opcode;
  uint64_t operand;
  /// Offset in the module, for messages.
  uint32_t offset;
  uint64_t highOperand = 0;
};

/// The type of both operands and of the result of a constant instruction that computes: i32 and i64
/// add, sub and mul. Nullopt for the others.
std::optional<ValueType> operandOfBinary(Opcode opcode);

/// The instructions without the closing `end`.
struct ConstExpr {
  std::vector<ConstInstruction> instructions;

  /// Reads up to and including `end`; throws FormatError on an instruction that is not constant.
  static ConstExpr decode(ByteReader& reader);
};

} // namespace wasmpi
