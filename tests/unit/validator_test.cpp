// validateModule: rules the spec suite does not reach, messages, and bodies built to be slow or
// large.
#include "frontend/validator.h"

#include <string>

#include <catch2/catch.hpp>

#include "frontend/parser.h"
#include "frontend/validator_code.h"
#include "tests/unit/wasm_bytes.h"

namespace wasmpi {

namespace {

using test::Bytes;
using test::operator+;
using test::kEnd;
using test::section;
using test::vec;

const Bytes kNothing = test::functionType({}, {});

/// The message for a module that parses, or "" if it is valid.
std::string faultOf(const Bytes& bytes) {
  const Expected<Module> parsed = parseModule(bytes);
  if (!parsed)
    FAIL(parsed.error().text());
  const Expected<void> valid = validateModule(*parsed);
  return valid ? "" : valid.error().message;
}

std::string faultOfBody(const Bytes& type, const Bytes& code, const Bytes& locals = {0x00}) {
  return faultOf(test::oneFunction(type, code, locals));
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("validateModule: a mismatch names the types, the instruction and its offset") {
  const Bytes bytes = test::oneFunction(kNothing, {0x42, 0x00, 0x41, 0x00, 0x6A, 0x1A});
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  const Expected<void> valid = validateModule(*parsed);
  REQUIRE_FALSE(valid);
  CHECK(valid.error().text() ==
        "type mismatch: i32 expected, i64 found in i32.add (at offset 0x1b)");
}

TEST_CASE("validateModule: instructions of later proposals are refused by name") {
  CHECK(faultOfBody(kNothing, {0xFB, 0x00}) == "unsupported feature: gc (opcode 0xfb)");
  CHECK(faultOfBody(kNothing, {0xFF}) == "illegal opcode 0xff");
  CHECK(contains(faultOfBody(kNothing, {0xFC, 0x80, 0x80, 0x04}), "malformed sub-opcode"));
}

TEST_CASE("validateModule: lanes lie inside the vector") {
  const Bytes vector = Bytes{0xFD, 0x0C} + Bytes(16, 0x00);
  const auto extract = [&](Bytes opcode, uint8_t lane) {
    return faultOfBody(kNothing, vector + opcode + Bytes{lane, 0x1A});
  };
  CHECK(extract({0xFD, 0x15}, 15).empty());
  CHECK(extract({0xFD, 0x15}, 16) ==
        "invalid lane index 16, there are 16 lanes in i8x16.extract_lane_s");
  CHECK(extract({0xFD, 0x1D}, 1).empty());
  CHECK(contains(extract({0xFD, 0x1D}, 2), "invalid lane index 2"));
  CHECK(contains(extract({0xFD, 0x1D}, 255), "invalid lane index 255"));

  Bytes lanes(16, 31);
  const auto shuffle = [&] {
    return faultOfBody(kNothing, vector + vector + Bytes{0xFD, 0x0D} + lanes + Bytes{0x1A});
  };
  CHECK(shuffle().empty());
  lanes[15] = 32;
  CHECK(shuffle() == "invalid lane index 32, there are 32 lanes in i8x16.shuffle");
  CHECK(contains(faultOfBody(kNothing, vector + vector + Bytes{0xFD, 0x0D, 0x00, 0x01}),
                 "unexpected end"));
}

TEST_CASE("validateModule: the lane of a vector's memory access and its alignment are checked") {
  const auto fault = [](uint8_t opcode, uint8_t alignLog2, uint8_t lane) {
    const Bytes code = Bytes{0x41, 0x00, 0xFD, 0x0C} + Bytes(16, 0x00) +
                       Bytes{0xFD, opcode, alignLog2, 0x00, lane, kEnd};
    return faultOf(test::module({section(1, vec({kNothing})), section(3, vec({{0}})),
                                 section(5, vec({{0, 1}})),
                                 section(10, vec({test::body(code)}))}));
  };
  CHECK(fault(0x5B, 3, 1).empty());
  CHECK(contains(fault(0x5B, 3, 2), "invalid lane index 2"));
  CHECK(contains(fault(0x5B, 4, 1), "alignment must not be larger than natural"));
  CHECK(contains(fault(0x58, 0, 16), "invalid lane index 16"));
}

TEST_CASE("validateModule: vector opcodes that do not exist are refused") {
  CHECK(contains(faultOfBody(kNothing, {0xFD, 0x9A, 0x01}), "malformed sub-opcode 0x9a"));
  CHECK(contains(faultOfBody(kNothing, {0xFD, 0x94, 0x02}), "malformed sub-opcode 0x114"));
  CHECK(contains(faultOfBody(kNothing, {0xFD, 0x8C, 0x80, 0x04}), "malformed sub-opcode"));
}

TEST_CASE("validateModule: what catches exceptions is held to their tags and labels") {
  const auto fault = [](const Bytes& code) { return faultOfBody(kNothing, code); };
  // try_table with a clause of each kind: a tag or a label that is not there, a label of another type.
  CHECK(contains(fault({0x1F, 0x40, 0x01, 0x00, 0x00, 0x00, kEnd}), "unknown tag 0"));
  CHECK(contains(fault({0x1F, 0x40, 0x01, 0x02, 0x01, kEnd}), "unknown label 1"));
  CHECK(contains(fault({0x1F, 0x40, 0x01, 0x03, 0x00, kEnd}), "a catch clause brings ((ref exn))"));
  CHECK(contains(fault({0x1F, 0x40, 0x01, 0x04, 0x00, kEnd}), "malformed catch clause 0x04"));
  CHECK(contains(fault({0x1F, 0x40, 0xFF, 0xFF, 0xFF, 0x7F, kEnd}), "catch clauses expected"));
  CHECK(contains(fault({0x08, 0x00}), "unknown tag 0"));
  CHECK(contains(fault({0x41, 0x00, 0x0A}), "exnref expected, i32 found"));
  // The legacy form: handlers and delegate belong to a try, rethrow into a handler.
  CHECK(contains(fault({0x19}), "no try to handle"));
  CHECK(contains(fault({0x02, 0x40, 0x19, kEnd}), "no try to handle"));
  CHECK(contains(fault({0x06, 0x40, 0x19, 0x19, kEnd}), "a handler after catch_all"));
  CHECK(contains(fault({0x18, 0x00}), "no try to delegate"));
  CHECK(contains(fault({0x06, 0x40, 0x19, 0x18, 0x00}), "no try to delegate"));
  CHECK(contains(fault({0x06, 0x40, 0x18, 0x01}), "unknown label 1"));
  CHECK(contains(fault({0x06, 0x40, 0x09, 0x00, 0x19, kEnd}), "invalid rethrow label 0"));
  CHECK(contains(fault({0x06, 0x40, 0x19, 0x09, 0x01, kEnd}), "invalid rethrow label 1"));
  CHECK(fault({0x06, 0x40, 0x19, 0x09, 0x00, kEnd}).empty());
  CHECK(fault({0x06, 0x40, 0x18, 0x00}).empty());
  CHECK(fault({0x02, 0x69, 0x1F, 0x40, 0x01, 0x03, 0x00, kEnd, 0x00, kEnd, 0x0A}).empty());
}

TEST_CASE("validateModule: a body ends with the end of its function") {
  CHECK(contains(faultOfBody(kNothing, {kEnd, 0x01}), "unexpected content after the end"));
  CHECK(contains(faultOfBody(kNothing, {0x02, 0x40}), "unexpected end: opcode expected"));
  CHECK(contains(faultOfBody(kNothing, {0x05}), "else without if"));
}

TEST_CASE("validateModule: unreachable code takes any operands, but only its own") {
  CHECK(faultOfBody(kNothing, {0x00, 0x6A, 0x1A}).empty());
  CHECK(faultOfBody(kNothing, {0x00, 0x42, 0x00, 0x41, 0x00, 0x1B, 0x1A}) ==
        ""); // select of any type and i64
  CHECK(contains(faultOfBody(kNothing, {0x00, 0x42, 0x00, 0x45, 0x1A}), "i32 expected, i64 found"));
  CHECK(contains(faultOfBody(kNothing, {0x00, 0x02, 0x40, 0x6A, 0x1A, kEnd}),
                 "operand stack is empty"));
}

TEST_CASE("validateModule: a constant expression reads earlier immutable globals only") {
  const auto withGlobal = [](uint8_t isMutable, uint8_t index) {
    return faultOf(test::module(
        {section(2, vec({test::name("m") + test::name("g") + Bytes{0x03, 0x7F, isMutable}})),
         section(6, vec({{0x7F, 0x00, 0x41, 0x00, kEnd}, {0x7F, 0x00, 0x23, index, kEnd}}))}));
  };
  CHECK(withGlobal(0, 0).empty());
  CHECK(contains(withGlobal(1, 0), "constant expression required: global 0 is mutable"));
  CHECK(withGlobal(0, 1).empty());
  CHECK(contains(withGlobal(0, 2), "unknown global 2"));
}

TEST_CASE("validateModule: constant expressions compute with operands of one type") {
  const auto withInitializer = [](const Bytes& code) {
    return faultOf(test::module({section(6, vec({Bytes{0x7F, 0x00} + code + Bytes{kEnd}}))}));
  };
  CHECK(withInitializer({0x41, 1, 0x41, 2, 0x6A, 0x41, 3, 0x6C}).empty());
  CHECK(contains(withInitializer({0x41, 1, 0x42, 2, 0x6A}),
                 "two operands of type i32 expected by i32.add"));
  CHECK(contains(withInitializer({0x41, 1, 0x6A}), "two operands of type i32 expected by i32.add"));
  CHECK(contains(withInitializer({0x42, 1, 0x42, 2, 0x7C}), "i32 expected, i64 found"));
}

TEST_CASE("validateModule: a local that is never null is read after it was set only") {
  // Type 0: () -> (); type 1: () -> i32. Local 0 of type (ref 0).
  const auto bodyOf = [](const Bytes& code) {
    return faultOf(test::module(
        {section(1, vec({kNothing})), section(3, vec({{0}})),
         section(7, vec({test::name("f") + Bytes{0x00, 0x00}})),
         section(10, vec({test::body(code + Bytes{kEnd}, {0x01, 0x01, 0x64, 0x00})}))}));
  };
  CHECK(contains(bodyOf({0x20, 0x00, 0x1A}), "uninitialized local 0 of type (ref 0)"));
  CHECK(bodyOf({0xD2, 0x00, 0x21, 0x00, 0x20, 0x00, 0x1A}).empty());
  // Set in a block, it is unset again behind it.
  const Bytes block{0x02, 0x40, 0xD2, 0x00, 0x21, 0x00, 0x20, 0x00, 0x1A, kEnd};
  CHECK(bodyOf(block).empty());
  CHECK(contains(bodyOf(block + Bytes{0x20, 0x00, 0x1A}), "uninitialized local 0"));
}

TEST_CASE("validateModule: a tail call must have the results of its function") {
  const Bytes toI32 = test::functionType({}, {test::kI32Code});
  const auto calling = [&](const Bytes& code) {
    return faultOf(
        test::module({section(1, vec({kNothing, toI32})), section(3, vec({{0}, {1}, {1}})),
                      section(10, vec({test::body({kEnd}), test::body({0x41, 0, kEnd}),
                                       test::body(code + Bytes{kEnd})}))}));
  };
  CHECK(calling({0x12, 0x01}).empty());
  CHECK(contains(calling({0x12, 0x00}), "type mismatch: a function of type () -> i32"));
  CHECK(contains(calling({0x12, 0x07}), "unknown function 7"));
}

TEST_CASE("validateModule: a table of references that are never null needs an initial value") {
  const auto withTable = [](const Bytes& table) {
    return faultOf(
        test::module({section(1, vec({kNothing})), section(3, vec({{0}})), section(4, vec({table})),
                      section(10, vec({test::body({kEnd})}))}));
  };
  CHECK(
      contains(withTable({0x64, 0x70, 0x00, 0x01}), "type mismatch: table 0 of (ref func) has no"));
  CHECK(withTable({0x40, 0x00, 0x64, 0x70, 0x00, 0x01, 0xD2, 0x00, kEnd}).empty());
  CHECK(contains(withTable({0x40, 0x00, 0x64, 0x70, 0x00, 0x01, 0xD0, 0x70, kEnd}),
                 "(ref func) expected, funcref found"));
  CHECK(contains(withTable({0x63, 0x09, 0x00, 0x01}), "unknown type 9"));
}

TEST_CASE("validateModule: ref.func needs a declaration outside bodies and start") {
  const auto withFunctions = [](const Bytes& declaration) {
    const Bytes taker = test::body({0xD2, 0x01, 0x1A, kEnd});
    return faultOf(test::module({section(1, vec({kNothing})), section(3, vec({{0}, {0}})),
                                 declaration, section(10, vec({taker, test::body({kEnd})}))}));
  };
  CHECK(contains(withFunctions({}), "undeclared function reference 1"));
  CHECK(contains(withFunctions(section(8, {0x01})), "undeclared function reference 1"));
  CHECK(withFunctions(section(7, vec({test::name("f") + Bytes{0x00, 0x01}}))).empty());
  CHECK(withFunctions(section(9, vec({{0x03, 0x00, 0x01, 0x01}}))).empty());
  CHECK(withFunctions(section(6, vec({{0x70, 0x00, 0xD2, 0x01, kEnd}}))).empty());
}

TEST_CASE("validateModule: memory offsets have 32 bits and alignments at most the access's size") {
  const auto load = [](const Bytes& argument) {
    return faultOf(test::module(
        {section(1, vec({kNothing})), section(3, vec({{0}})), section(5, vec({{0x00, 0x01}})),
         section(10, vec({test::body(Bytes{0x41, 0x00, 0x2E} + argument + Bytes{0x1A, kEnd})}))}));
  };
  CHECK(load({0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F}).empty());
  CHECK(contains(load({0x00, 0x80, 0x80, 0x80, 0x80, 0x10}), "offset out of range: 4294967296"));
  CHECK(contains(load({0x02, 0x00}), "alignment must not be larger than natural"));
  CHECK(contains(load({0x3F, 0x00}), "alignment must not be larger than natural"));
  CHECK(contains(load({0x80, 0x01, 0x00}), "malformed memop flags"));
  CHECK(contains(load({0x40, 0x01, 0x00}), "unknown memory 1"));
}

TEST_CASE("validateModule: atomic accesses are aligned to their size, a fence has a zero byte") {
  const auto load = [](const Bytes& code) {
    return faultOf(test::module(
        {section(1, vec({kNothing})), section(3, vec({{0}})), section(5, vec({{0x00, 0x01}})),
         section(10, vec({test::body(Bytes{0x41, 0x00} + code + Bytes{0x1A, kEnd})}))}));
  };
  CHECK(load({0xFE, 0x10, 0x02, 0x00}).empty());
  CHECK(contains(load({0xFE, 0x10, 0x01, 0x00}), "atomic alignment must be natural"));
  CHECK(contains(load({0xFE, 0x10, 0x03, 0x00}), "alignment must not be larger than natural"));
  CHECK(load({0xFE, 0x12, 0x00, 0x00}).empty());
  CHECK(load({0x41, 0x01, 0xFE, 0x00, 0x02, 0x00}).empty()); // notify
  CHECK(contains(load({0x41, 0x01, 0xFE, 0x00, 0x03, 0x00}), "alignment"));
  CHECK(faultOfBody(kNothing, {0xFE, 0x03, 0x00}).empty());
  CHECK(contains(faultOfBody(kNothing, {0xFE, 0x03, 0x01}), "zero byte expected"));
  CHECK(contains(faultOfBody(kNothing, {0xFE, 0x04}), "malformed sub-opcode 0x04"));
  CHECK(contains(faultOfBody(kNothing, {0x41, 0x00, 0xFE, 0x10, 0x02, 0x00, 0x1A}),
                 "unknown memory 0"));
}

TEST_CASE("validateModule: a memory has at most 65536 pages") {
  const auto memory = [](const Bytes& limits) {
    return faultOf(test::module({section(5, vec({limits}))}));
  };
  CHECK(memory({0x01, 0x80, 0x80, 0x04, 0x80, 0x80, 0x04}).empty());
  CHECK(contains(memory({0x00, 0x81, 0x80, 0x04}), "at most 65536 pages"));
  CHECK(contains(memory({0x01, 0x00, 0x81, 0x80, 0x04}), "at most 65536 pages"));
  CHECK(contains(memory({0x01, 0x02, 0x01}), "minimum must not be greater than maximum"));
}

TEST_CASE("validateModule: a memory of another type has as many pages as its addresses reach") {
  const auto memory = [](const Bytes& limits) {
    return faultOf(test::module({section(5, vec({limits}))}));
  };
  const Bytes pages48 = test::leb(uint64_t{1} << 48), tooMany = test::leb((uint64_t{1} << 48) + 1);
  CHECK(memory(Bytes{0x05} + pages48 + pages48).empty());
  CHECK(contains(memory(Bytes{0x04} + tooMany), "at most 281474976710656 pages"));
  CHECK(contains(memory(Bytes{0x05, 0x00} + tooMany), "at most 281474976710656 pages"));
  CHECK(memory(Bytes{0x0C} + test::leb(UINT64_MAX) + Bytes{0x00}).empty());
  CHECK(memory(Bytes{0x08} + test::leb(UINT32_MAX) + Bytes{0x00}).empty());
  CHECK(contains(memory({0x02, 0x01}), "shared memory must have maximum"));
  CHECK(memory({0x03, 0x01, 0x01}).empty());
}

TEST_CASE("validateModule: indices out of range are named") {
  const Bytes types = section(1, vec({kNothing}));
  CHECK(contains(faultOf(test::module({section(7, vec({test::name("x") + Bytes{0x02, 0x00}}))})),
                 "unknown memory 0 in export \"x\""));
  CHECK(contains(faultOf(test::module({types, section(8, {0x03})})), "unknown function 3"));
  CHECK(contains(
      faultOf(test::module({section(3, vec({{5}})), section(10, vec({test::body({kEnd})}))})),
      "unknown type 5 of function 0"));
  CHECK(contains(faultOf(test::module(
                     {section(2, vec({test::name("m") + test::name("f") + Bytes{0x00, 0x09}}))})),
                 "unknown type 9"));
  CHECK(contains(faultOf(test::module({section(11, vec({{0x00, 0x41, 0x00, kEnd, 0x00}}))})),
                 "unknown memory 0"));
  CHECK(contains(faultOfBody(kNothing, {0x20, 0x00, 0x1A}), "unknown local 0 in local.get"));
  CHECK(contains(faultOfBody(kNothing, {0x0C, 0x01}), "unknown label 1 in br"));
}

TEST_CASE("validateModule: export names are unique and shown without control characters") {
  const Bytes entry = test::name("a\x1b") + Bytes{0x00, 0x00};
  CHECK(faultOf(test::module(
            {section(1, vec({kNothing})), section(3, vec({{0}})), section(7, vec({entry, entry})),
             section(10, vec({test::body({kEnd})}))})) == "duplicate export name \"a\\x1b\"");
}

TEST_CASE("validateModule: fifty thousand locals are accepted, one more is not") {
  const auto withLocals = [](uint32_t count, const Bytes& code) {
    return faultOfBody(kNothing, code, vec({test::leb(count) + Bytes{test::kF32Code}}));
  };
  CHECK(withLocals(50'000, Bytes{0x20} + test::leb(49'999) + Bytes{0x1A}).empty());
  CHECK(contains(withLocals(50'000, Bytes{0x20} + test::leb(50'000) + Bytes{0x1A}),
                 "unknown local 50000"));
  CHECK(contains(withLocals(50'001, {}), "too many locals: 50001 (limit 50000)"));
  const Bytes overflowing = vec({Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F}, Bytes{0x05, 0x7F}});
  CHECK(contains(faultOfBody(kNothing, {}, overflowing), "too many locals"));
}

TEST_CASE("validateModule: locals cost by the bytes that declare them, not by their number") {
  // 200,000 bodies of 50,000 locals each: stored one by one they would be ten thousand million.
  const Bytes crowded = test::body({kEnd}, vec({test::leb(25'000) + Bytes{test::kI32Code},
                                                test::leb(25'000) + Bytes{test::kF64Code}}));
  constexpr uint32_t kCount = 200'000;
  CHECK(faultOf(test::module({section(1, vec({kNothing})),
                              section(3, test::leb(kCount) + Bytes(kCount, 0x00)),
                              section(10, test::leb(kCount) + test::repeat(kCount, crowded))}))
            .empty());
}

TEST_CASE("validateModule: local types are found across alternating declarations") {
  std::vector<Bytes> groups;
  for (int i = 0; i < 5'000; ++i)
    groups.push_back({0x01, i % 2 == 0 ? test::kI32Code : test::kF64Code});
  Bytes code;
  for (uint32_t i = 0; i < 5'000; i += 2)
    code = code + Bytes{0x20} + test::leb(i) + Bytes{0x45, 0x1A};
  CHECK(faultOfBody(kNothing, code, vec(groups)).empty());
  CHECK(contains(faultOfBody(kNothing, {0x20, 0x87, 0x27, 0x45, 0x1A}, vec(groups)),
                 "i32 expected, f64 found"));
}

TEST_CASE("validateModule: a hundred thousand nested blocks are accepted, more are not") {
  // The function itself is one of the kMaxNesting.
  const auto nested = [](size_t count) {
    return faultOfBody(kNothing, test::repeat(count, {0x02, 0x40}) + test::repeat(count, {kEnd}));
  };
  CHECK(nested(99'999).empty());
  CHECK(contains(nested(100'000), "nested too deeply (limit 100000)"));
}

TEST_CASE("validateModule: a br_table may name every one of many nested blocks") {
  constexpr uint32_t kDepth = 50'000;
  Bytes labels = test::leb(kDepth);
  for (uint32_t i = 0; i <= kDepth; ++i) {
    const Bytes label = test::leb(i);
    labels.insert(labels.end(), label.begin(), label.end());
  }
  CHECK(faultOfBody(kNothing, test::repeat(kDepth, {0x02, 0x40}) + Bytes{0x41, 0x00, 0x0E} +
                                  labels + test::repeat(kDepth, {kEnd}))
            .empty());
}

TEST_CASE(
    "validateModule: the operand stack is bounded although a call may push a thousand values") {
  const Bytes wide = test::functionType({}, test::repeat(1000, {test::kI32Code}));
  const auto calls = [&](size_t count) {
    return faultOf(test::module(
        {section(1, vec({kNothing, wide})), section(3, vec({{0}, {1}})),
         section(10, vec({test::body(test::repeat(count, {0x10, 0x01}) + Bytes{0x00, kEnd}),
                          test::body({0x00, kEnd})}))}));
  };
  CHECK(calls(1'000).empty());
  CHECK(contains(calls(1'001), "too many values on the operand stack (limit 1000000) in call"));
}

TEST_CASE("validateModule: br_table checks every label against the operands") {
  const Bytes code{0x02, 0x7F, 0x02, 0x7E, 0x42, 0x00, 0x41, 0x00, 0x0E,
                   0x01, 0x00, 0x01, kEnd, 0x1A, 0x41, 0x00, kEnd, 0x1A};
  CHECK(contains(faultOfBody(kNothing, code), "i32 expected, i64 found in br_table"));
  const Bytes arity{0x02, 0x40, 0x02, 0x7E, 0x42, 0x00, 0x41, 0x00,
                    0x0E, 0x01, 0x00, 0x01, kEnd, 0x1A, kEnd};
  CHECK(contains(faultOfBody(kNothing, arity), "label 0 takes 1 values, the default label 0"));
}

TEST_CASE("accessByteSize: the table's texts say how much is accessed") {
  CHECK(accessByteSize("i32.load") == 4);
  CHECK(accessByteSize("f64.load") == 8);
  CHECK(accessByteSize("i64.store16") == 2);
  CHECK(accessByteSize("i64.load32_u") == 4);
  CHECK(accessByteSize("v128.load") == 16);
  CHECK(accessByteSize("v128.load16x4_s") == 8);
  CHECK(accessByteSize("i64.atomic.rmw8.add_u") == 1);
  CHECK(accessByteSize("i32.atomic.rmw.add") == 4);
}

} // namespace wasmpi
