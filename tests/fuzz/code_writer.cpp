#include "code_writer.h"

namespace wasmpi::fuzz {

namespace {

constexpr uint64_t kNan32 = 0x7FC00000, kNan64 = 0x7FF8000000000000;

// Numbers of simd instructions that are written by hand.
constexpr uint32_t kV128Const = 12, kF32x4Eq = 65, kF64x2Eq = 71, kBitselect = 82;

} // namespace

void CodeWriter::u32(uint64_t value) {
  do {
    const auto low = static_cast<uint8_t>(value & 0x7F);
    value >>= 7;
    byte(value != 0 ? low | 0x80 : low);
  } while (value != 0);
}

void CodeWriter::signedNumber(int64_t value) {
  for (;;) {
    const auto low = static_cast<uint8_t>(value & 0x7F);
    value >>= 7;
    const bool isLast = value == (low & 0x40 ? -1 : 0);
    byte(isLast ? low : low | 0x80);
    if (isLast)
      return;
  }
}

void CodeWriter::fixed(uint64_t value, unsigned byteCount) {
  for (unsigned i = 0; i < byteCount; ++i)
    byte(static_cast<uint8_t>(value >> (8 * i)));
}

void CodeWriter::name(std::string_view text) {
  u32(text.size());
  bytes_.insert(bytes_.end(), text.begin(), text.end());
}

void CodeWriter::sized(const Bytes& content) {
  u32(content.size());
  append(content);
}

void CodeWriter::section(uint8_t id, const CodeWriter& content) {
  byte(id);
  sized(content.bytes());
}

void CodeWriter::op(Opcode opcode) {
  const auto encoding = static_cast<uint32_t>(opcode);
  if (encoding < 0x100)
    return byte(static_cast<uint8_t>(encoding));
  byte(static_cast<uint8_t>(encoding >> 16));
  u32(encoding & 0xFFFF);
}

void CodeWriter::index(uint64_t value, IndexType type) {
  if (type == IndexType::I64)
    i64(static_cast<int64_t>(value));
  else
    i32(static_cast<int32_t>(value));
}

void CodeWriter::valueType(ValueKind kind) {
  constexpr uint8_t kCodes[] = {0x7F, 0x7E, 0x7D, 0x7C, 0x7B};
  byte(kCodes[static_cast<size_t>(kind)]);
}

void CodeWriter::valueType(ValueType type) {
  if (!type.isReference())
    return valueType(type.kind);
  // The code of an abstract heap type stands for the nullable reference (Core 5.3.3).
  signedNumber(static_cast<int32_t>(type.heap));
}

void CodeWriter::constant(ValueKind kind, uint64_t bits) {
  switch (kind) {
  case ValueKind::I32:
    return i32(static_cast<int32_t>(bits));
  case ValueKind::I64:
    return i64(static_cast<int64_t>(bits));
  case ValueKind::F32:
    op(Opcode::F32Const);
    return fixed(bits, 4);
  case ValueKind::F64:
    op(Opcode::F64Const);
    return fixed(bits, 8);
  default:
    simd(kV128Const);
    fixed(bits, 8);
    return fixed(bits, 8);
  }
}

void CodeWriter::canonicalLanes(uint32_t scratch, ValueKind laneKind) {
  const bool isF32 = laneKind == ValueKind::F32;
  op(Opcode::LocalTee, scratch);
  constant(ValueKind::V128, isF32 ? kNan32 << 32 | kNan32 : kNan64);
  op(Opcode::LocalGet, scratch);
  op(Opcode::LocalGet, scratch);
  simd(isF32 ? kF32x4Eq : kF64x2Eq);
  simd(kBitselect);
}

void CodeWriter::canonicalNan(ValueKind kind, uint32_t scratch, ValueKind laneKind) {
  if (kind == ValueKind::V128)
    return canonicalLanes(scratch, laneKind);
  const bool isF32 = kind == ValueKind::F32;
  op(Opcode::LocalTee, scratch);
  constant(kind, isF32 ? kNan32 : kNan64);
  op(Opcode::LocalGet, scratch);
  op(Opcode::LocalGet, scratch);
  op(isF32 ? Opcode::F32Eq : Opcode::F64Eq);
  op(Opcode::Select);
}

} // namespace wasmpi::fuzz
