// disassemble: one line an instruction, with offset, indentation and immediates.
#include "frontend/disassembler.h"

#include <catch2/catch.hpp>

#include "frontend/parser.h"
#include "tests/unit/wasm_bytes.h"

namespace wasmpi {

namespace {

using test::Bytes;
using test::operator+;
using test::section;
using test::vec;

Expected<std::string> disassembleFirst(const Bytes& bytes) {
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  return disassemble(*parsed, 0, FunctionNames(*parsed));
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("disassemble: blocks are indented and offsets count from the module's start") {
  const Bytes code{0x20, 0x00, 0x04, 0x40, 0x10, 0x00, 0x05, 0x01, 0x0B};
  const auto text = disassembleFirst(test::oneFunction(test::functionType({test::kI32Code}, {}),
                                                       code, vec({{0x02, test::kF64Code}})));
  REQUIRE(text);
  CHECK(*text == "function 0 function[0] (i32) -> ()\n"
                 "  local 0: i32\n"
                 "  locals 1-2: f64\n"
                 "0x00001a    local.get 0\n"
                 "0x00001c    if\n"
                 "0x00001e      call 0 ; function[0]\n"
                 "0x000020    else\n"
                 "0x000021      nop\n"
                 "0x000022    end\n"
                 "0x000023  end\n");
}

TEST_CASE("disassemble: lanes and vectors are shown") {
  const Bytes code = Bytes{0xFD, 0x0C, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0} +
                     Bytes{0xFD, 0x1D, 0x01} + Bytes{0xFD, 0x5A, 0x02, 0x10, 0x03} +
                     Bytes{0xFD, 0x0D} + Bytes(16, 0x1F);
  const auto text = disassembleFirst(test::oneFunction(test::functionType({}, {}), code));
  REQUIRE(text);
  for (const char* line : {"v128.const i64x2 0x1 0x2\n", "i64x2.extract_lane 1\n",
                           "v128.store32_lane offset=16 align=2^2 3\n",
                           "i8x16.shuffle 31 31 31 31 31 31 31 31 31 31 31 31 31 31 31 31\n"})
    CHECK(contains(*text, line));
}

TEST_CASE("disassemble: every kind of immediate is shown") {
  const Bytes code = Bytes{0x0E, 0x02, 0x00, 0x01, 0x00} + Bytes{0x11, 0x00, 0x03} +
                     Bytes{0x28, 0x02, 0x90, 0x01} + Bytes{0x41, 0x7F} +
                     Bytes{0x42, 0x80, 0x80, 0x80, 0x80, 0x78} +
                     Bytes{0x43, 0x00, 0x00, 0xC0, 0x3F} +
                     Bytes{0x44, 1, 0, 0, 0, 0, 0, 0xF0, 0xFF} + Bytes{0xD0, 0x6F} +
                     Bytes{0x1C, 0x01, 0x70} + Bytes{0xFC, 0x08, 0x04, 0x00} +
                     Bytes{0xFC, 0x0C, 0x05, 0x06} + Bytes{0x02, 0x7C} + Bytes{0x03, 0x00};
  const auto text = disassembleFirst(test::oneFunction(test::functionType({}, {}), code));
  REQUIRE(text);
  for (const char* line :
       {"br_table 0 1 0\n", "call_indirect table 3 type 0 ; () -> ()\n",
        "i32.load offset=144 align=2^2\n", "i32.const -1\n", "i64.const -2147483648\n",
        "f32.const 1.5\n", "f64.const -nan:0x1\n", "ref.null externref\n", "select funcref\n",
        "memory.init 4 0\n", "table.init 5 6\n", "block f64\n", "loop type 0 ; () -> ()\n"})
    CHECK(contains(*text, line));
}

TEST_CASE("disassemble: a malformed body is a fault with its offset") {
  const auto text = disassembleFirst(test::oneFunction(test::functionType({}, {}), {0xFF}));
  REQUIRE_FALSE(text);
  CHECK(text.error().message == "illegal opcode 0xff");
  CHECK(text.error().offset == 0x17u);
}

TEST_CASE("disassemble: imported and unknown functions have no text") {
  const Bytes bytes =
      test::module({section(1, vec({test::functionType({}, {})})),
                    section(2, vec({test::name("env") + test::name("f") + Bytes{0x00, 0x00}}))});
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  CHECK(disassemble(*parsed, 0, FunctionNames(*parsed)).error().message ==
        "function 0 is imported, it has no body");
  CHECK(disassemble(*parsed, 1, FunctionNames(*parsed)).error().message == "unknown function 1");
}

TEST_CASE("disassemble: text stays linear in deeply nested bodies") {
  const Bytes code = test::repeat(50'000, {0x02, 0x40});
  const Bytes ends = test::repeat(50'000, {test::kEnd});
  const auto text = disassembleFirst(test::oneFunction(test::functionType({}, {}), code + ends));
  REQUIRE(text);
  CHECK(text->size() < 12'000'000);
}

} // namespace wasmpi
