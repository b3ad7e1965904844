// ConstExpr: what is kept of each constant instruction, and what is refused.
#include "frontend/const_expr.h"

#include <string>

#include <catch2/catch.hpp>

#include "frontend/error.h"
#include "tests/unit/wasm_bytes.h"

namespace wasmpi {

namespace {

using test::Bytes;
using test::operator+;

ConstInstruction single(const Bytes& bytes) {
  ByteReader reader(bytes, 7);
  const ConstExpr expression = ConstExpr::decode(reader);
  REQUIRE(reader.atEnd());
  REQUIRE(expression.instructions.size() == 1);
  CHECK(expression.instructions[0].offset == 7);
  return expression.instructions[0];
}

std::string faultOf(const Bytes& bytes) {
  try {
    ByteReader reader(bytes);
    ConstExpr::decode(reader);
  } catch (const FormatError& fault) {
    return fault.error.message;
  }
  return "";
}

} // namespace

TEST_CASE("ConstExpr: literals are kept as bit patterns") {
  CHECK(single({0x41, 0x7F, 0x0B}).operand == 0xFFFFFFFF);
  CHECK(single({0x42, 0x7F, 0x0B}).operand == UINT64_MAX);
  CHECK(single({0x43, 0x01, 0x00, 0xA0, 0x7F, 0x0B}).operand == 0x7FA00001);
  CHECK(single({0x44, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0x0B}).operand == 0x3FF0000000000000);
}

TEST_CASE("ConstExpr: a vector keeps both halves") {
  const ConstInstruction vector =
      single({0xFD, 0x0C, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0x0B});
  CHECK(vector.opcode == Opcode::V128Const);
  CHECK(vector.operand == 0x0807060504030201);
  CHECK(vector.highOperand == 0x100F0E0D0C0B0A09);
  CHECK(faultOf({0xFD, 0x0C, 1, 2, 3}).rfind("unexpected end", 0) == 0);
}

TEST_CASE("ConstExpr: indices and heap types are kept") {
  CHECK(single({0x23, 0x05, 0x0B}).opcode == Opcode::GlobalGet);
  CHECK(single({0x23, 0x05, 0x0B}).operand == 5);
  CHECK(single({0xD2, 0x85, 0x01, 0x0B}).operand == 133);
  const ConstInstruction null = single({0xD0, 0x6F, 0x0B});
  CHECK(static_cast<HeapType>(static_cast<uint32_t>(null.operand)) == HeapType::Extern);
}

TEST_CASE("ConstExpr: an instruction that is not constant is refused by its name") {
  CHECK(faultOf({0x01, 0x0B}) == "constant expression required, found nop");
  CHECK(faultOf({0x41, 0, 0x02, 0x40, 0x0B, 0x0B}) == "constant expression required, found block");
  CHECK(faultOf({0x41, 0, 0x6D, 0x0B}) == "constant expression required, found i32.div_s");
  CHECK(faultOf({0xFD, 0x4D, 0x0B}) == "constant expression required, found v128.not");
}

TEST_CASE("ConstExpr: sums and products are kept, in order") {
  const Bytes bytes{0x41, 0x02, 0x23, 0x00, 0x6C, 0x0B};
  ByteReader reader(bytes);
  const ConstExpr expression = ConstExpr::decode(reader);
  REQUIRE(expression.instructions.size() == 3);
  CHECK(expression.instructions[2].opcode == Opcode::I32Mul);
  CHECK(operandOfBinary(Opcode::I64Sub) == kI64);
  CHECK_FALSE(operandOfBinary(Opcode::I64Const));
}

TEST_CASE("ConstExpr: a missing end is a fault") {
  CHECK(faultOf({0x41, 0x00}).rfind("unexpected end", 0) == 0);
  CHECK(faultOf({}).rfind("unexpected end", 0) == 0);
}

} // namespace wasmpi
