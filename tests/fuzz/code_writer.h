// Writes the binary format (Core 5): numbers, opcodes, sections.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "byte_source.h"
#include "frontend/opcodes.h"
#include "frontend/types.h"

namespace wasmpi::fuzz {

class CodeWriter {
public:
  const Bytes& bytes() const { return bytes_; }

  void byte(uint8_t value) { bytes_.push_back(value); }
  void u32(uint64_t value);
  /// Signed LEB128, of any width.
  void signedNumber(int64_t value);
  void fixed(uint64_t value, unsigned byteCount);
  void append(std::span<const uint8_t> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  void name(std::string_view text);
  /// A byte run with its length in front.
  void sized(const Bytes& content);
  void section(uint8_t id, const CodeWriter& content);

  void op(Opcode opcode);
  /// An instruction with one index.
  void op(Opcode opcode, uint64_t index) {
    op(opcode);
    u32(index);
  }
  void i32(int32_t value) {
    op(Opcode::I32Const);
    signedNumber(value);
  }
  void i64(int64_t value) {
    op(Opcode::I64Const);
    signedNumber(value);
  }
  /// The index constant of a memory or table.
  void index(uint64_t value, IndexType type);
  void valueType(ValueKind kind);
  /// Any but a concrete reference or one that is never null.
  void valueType(ValueType type);
  /// A prefixed instruction of the simd proposal, by its number.
  void simd(uint32_t number) {
    byte(0xFD);
    u32(number);
  }
  /// Pushes a constant of `kind` from its bit pattern (of a v128: repeated).
  void constant(ValueKind kind, uint64_t bits);
  /// Replaces a NaN on top of the stack by the canonical one, whose bits are the same everywhere.
  /// `scratch` is a local of `kind`. Of a v128: the lanes of `laneKind`.
  void canonicalNan(ValueKind kind, uint32_t scratch, ValueKind laneKind = ValueKind::F32);

private:
  void canonicalLanes(uint32_t scratch, ValueKind laneKind);

  Bytes bytes_;
};

} // namespace wasmpi::fuzz
