// parseModule: sections, counts, limits and the messages for what is not supported.
#include "frontend/parser.h"

#include <string>

#include <catch2/catch.hpp>

#include "tests/unit/wasm_bytes.h"

namespace wasmpi {

namespace {

using test::Bytes;
using test::operator+;
using test::section;
using test::vec;

std::string faultOf(const Bytes& bytes) {
  const Expected<Module> parsed = parseModule(bytes);
  return parsed ? "" : parsed.error().message;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const Bytes kNoParameters = test::functionType({}, {});
const Bytes kEmptyBody = test::body({test::kEnd});
const Bytes kI32Zero{0x41, 0x00, 0x0B};

} // namespace

TEST_CASE("parseModule: the empty module has nothing in it") {
  const Bytes bytes = test::module({});
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  CHECK(parsed->types.empty());
  CHECK(parsed->functions.empty());
  CHECK_FALSE(parsed->start);
  CHECK(parsed->escapingFunctions.empty());
}

TEST_CASE("parseModule: what is not a module is told apart") {
  CHECK(contains(faultOf({}), "not a WebAssembly binary"));
  CHECK(contains(faultOf({0x7F, 'E', 'L', 'F', 1, 2, 3, 4}), "not a WebAssembly binary"));
  CHECK(contains(faultOf({'(', 'm', 'o', 'd', 'u', 'l', 'e', ')'}), "text format"));
  CHECK(contains(faultOf({0, 'a', 's', 'm'}), "unexpected end"));
  CHECK(faultOf({0, 'a', 's', 'm', 2, 0, 0, 0}) == "unknown binary version 2");
  CHECK(contains(faultOf({0, 'a', 's', 'm', 0x0D, 0, 1, 0}), "component-model"));
}

TEST_CASE("parseModule: index spaces hold the imports first") {
  const Bytes bytes = test::module(
      {section(1, vec({kNoParameters, test::functionType({test::kI32Code}, {test::kF64Code})})),
       section(2, vec({test::name("env") + test::name("f") + Bytes{0x00, 0x01},
                       test::name("env") + test::name("t") + Bytes{0x01, 0x70, 0x01, 0x02, 0x03},
                       test::name("env") + test::name("m") + Bytes{0x02, 0x00, 0x04},
                       test::name("env") + test::name("g") + Bytes{0x03, 0x7E, 0x01}})),
       section(3, vec({{0x00}})), section(6, vec({Bytes{0x7F, 0x00} + kI32Zero})),
       section(10, vec({kEmptyBody}))});
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  CHECK(parsed->functions == std::vector<uint32_t>{1, 0});
  CHECK(parsed->importedFunctionCount == 1);
  CHECK(toString(parsed->functionType(0)) == "(i32) -> f64");
  CHECK(parsed->imports[1].kind() == ExternKind::Table);
  CHECK(parsed->tables[0].limits == Limits{2, 3});
  CHECK(parsed->memories[0].limits == Limits{4, std::nullopt});
  CHECK(parsed->globals[0].type == GlobalType{kI64, true});
  CHECK_FALSE(parsed->globals[0].initializer);
  CHECK(parsed->globals[1].initializer);
  CHECK(parsed->imports[0].module == "env");
  CHECK(parsed->bodies[0].bytes.size() == 2);
  CHECK(bytes[parsed->bodies[0].offset + 1] == test::kEnd);
}

TEST_CASE(
    "parseModule: exported, stored, listed and started functions escape, called ones do not") {
  const Bytes callTwo = test::body({0x10, 0x02, test::kEnd});
  const Bytes bytes = test::module(
      {section(1, vec({kNoParameters})), section(3, vec({{0}, {0}, {0}, {0}, {0}, {0}})),
       section(6, vec({{0x70, 0x00, 0xD2, 0x05, 0x0B}})),
       section(7, vec({test::name("run") + Bytes{0x00, 0x04}})), section(8, {0x01}),
       section(9, vec({{0x05, 0x70, 0x02, 0xD0, 0x70, 0x0B, 0xD2, 0x00, 0x0B},
                       {0x01, 0x00, 0x02, 0x04, 0x7F}})),
       section(10, vec({callTwo, kEmptyBody, kEmptyBody, kEmptyBody, kEmptyBody, kEmptyBody}))});
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  CHECK(parsed->escapingFunctions == std::vector<uint32_t>{0, 1, 4, 5});
  CHECK(parsed->escapeIndex(5) == 3u);
  CHECK_FALSE(parsed->escapeIndex(2));
  // Being started does not declare a reference.
  CHECK_FALSE(parsed->isDeclaredReference(1));
  CHECK(parsed->isDeclaredReference(4));
  REQUIRE(parsed->findExport("run") != nullptr);
  CHECK(parsed->findExport("run")->index == 4);
  CHECK(parsed->findExport("ran") == nullptr);
}

TEST_CASE("parseModule: all eight forms of element segments") {
  const Bytes bytes = test::module(
      {section(9, vec({Bytes{0x00} + kI32Zero + Bytes{0x01, 0x07},
                       {0x01, 0x00, 0x01, 0x07},
                       Bytes{0x02, 0x03} + kI32Zero + Bytes{0x00, 0x01, 0x07},
                       {0x03, 0x00, 0x01, 0x07},
                       Bytes{0x04} + kI32Zero + Bytes{0x01, 0xD2, 0x07, 0x0B},
                       {0x05, 0x6F, 0x01, 0xD0, 0x6F, 0x0B},
                       Bytes{0x06, 0x02} + kI32Zero + Bytes{0x70, 0x01, 0xD2, 0x07, 0x0B},
                       {0x07, 0x70, 0x01, 0xD2, 0x07, 0x0B}}))});
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  const std::vector<ElementSegment>& elements = parsed->elements;
  REQUIRE(elements.size() == 8);
  using Mode = SegmentMode;
  const std::vector<Mode> modes{Mode::Active, Mode::Passive, Mode::Active, Mode::Declarative,
                                Mode::Active, Mode::Passive, Mode::Active, Mode::Declarative};
  for (size_t i = 0; i < elements.size(); ++i) {
    CHECK(elements[i].mode == modes[i]);
    CHECK(elements[i].type == (i == 5 ? kExternRef : ValueType::reference(HeapType::Func, i >= 4)));
    REQUIRE(elements[i].items.count() == 1);
    elements[i].items.forEach([&](const ConstExpr& item) {
      CHECK(item.instructions[0].opcode == (i == 5 ? Opcode::RefNull : Opcode::RefFunc));
    });
  }
  CHECK(elements[2].tableIndex == 3);
  CHECK(elements[6].tableIndex == 2);
  CHECK(contains(faultOf(test::module({section(9, vec({{0x08}}))})), "malformed element segment"));
  CHECK(faultOf(test::module({section(9, vec({{0x01, 0x01, 0x00}}))})) == "malformed element kind");
}

TEST_CASE("parseModule: the items of an element segment can be walked over again and again") {
  const Bytes bytes = test::module(
      {section(9, vec({{0x01, 0x00, 0x03, 0x05, 0x86, 0x00, 0x07},
                       {0x05, 0x70, 0x02, 0xD2, 0x04, 0x0B, 0xD0, 0x70, 0x0B}}))});
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  for (int walk = 0; walk < 2; ++walk) {
    std::vector<uint64_t> operands;
    std::vector<uint32_t> offsets;
    for (const ElementSegment& segment : parsed->elements)
      segment.items.forEach([&](const ConstExpr& item) {
        operands.push_back(item.instructions.front().operand);
        offsets.push_back(item.instructions.front().offset);
      });
    CHECK(std::vector<uint64_t>(operands.begin(), operands.begin() + 4) ==
          std::vector<uint64_t>{5, 6, 7, 4});
    CHECK(offsets == std::vector<uint32_t>{14, 15, 17, 21, 24});
  }
  CHECK(contains(faultOf(test::module({section(9, vec({{0x01, 0x00, 0x02, 0x05}}))})),
                 "unexpected end"));
}

TEST_CASE("parseModule: data segments are active, passive, or name a memory") {
  const Bytes bytes = test::module(
      {section(12, {0x03}),
       section(11, vec({Bytes{0x00} + kI32Zero + test::name("ab"), Bytes{0x01} + test::name(""),
                        Bytes{0x02, 0x00} + kI32Zero + test::name("c")}))});
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  CHECK(parsed->data[0].bytes.size() == 2);
  CHECK(parsed->data[1].mode == SegmentMode::Passive);
  CHECK(parsed->data[2].mode == SegmentMode::Active);
  CHECK(contains(faultOf(test::module({section(12, {0x02}), section(11, {0x00})})),
                 "data count and data section have inconsistent lengths"));
}

TEST_CASE("parseModule: sections come once, in order, and are used up") {
  const Bytes types = section(1, vec({kNoParameters}));
  const Bytes memories = section(5, vec({{0x00, 0x01}}));
  CHECK(
      contains(faultOf(test::module({memories, types})), "unexpected content after last section"));
  CHECK(contains(faultOf(test::module({types, types})), "unexpected content after last section"));
  CHECK(contains(faultOf(test::module({section(5, {0x01, 0x00, 0x01, 0x00})})),
                 "section size mismatch"));
  CHECK(contains(faultOf(test::module({section(1, {0x01, 0x60, 0x00})})), "unexpected end"));
  CHECK(faultOf(test::module({section(14, {})})) == "malformed section id 14");
  CHECK(contains(faultOf(test::module({{0x01, 0x7F, 0x00}})), "length out of bounds"));
}

TEST_CASE("parseModule: every function has a body and every body a function") {
  const Bytes types = section(1, vec({kNoParameters}));
  CHECK(contains(faultOf(test::module({types, section(3, vec({{0}}))})), "inconsistent lengths"));
  CHECK(contains(faultOf(test::module({types, section(10, vec({kEmptyBody}))})),
                 "inconsistent lengths"));
}

TEST_CASE("parseModule: custom sections stand anywhere, and the first name section is kept") {
  const Bytes bytes = test::module({test::custom("producers", {1, 2, 3}), section(1, vec({})),
                                    test::custom("name", {0xAA}), test::custom("name", {0xBB}),
                                    test::custom("", {})});
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  REQUIRE(parsed->nameSection.size() == 1);
  CHECK(parsed->nameSection[0] == 0xAA);
  CHECK(contains(faultOf(test::module({section(0, {0x05, 'a'})})), "unexpected end"));
}

TEST_CASE("parseModule: huge counts are refused before anything is stored") {
  const Bytes huge{0xFF, 0xFF, 0xFF, 0xFF, 0x0F};
  for (const uint8_t id : {1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12})
    CHECK(contains(faultOf(test::module({section(id, huge)})), "too many"));
  // Within the limit, yet more than there are bytes.
  const Bytes million = test::leb(1'000'000);
  for (const uint8_t id : {1, 2, 3, 6, 7, 9, 10})
    CHECK(contains(faultOf(test::module({section(id, million)})), "length out of bounds"));
  CHECK(contains(faultOf(test::module({section(9, vec({Bytes{0x01, 0x00} + million}))})),
                 "length out of bounds"));
  CHECK(contains(faultOf(test::module({section(10, vec({huge}))})), "function body is too large"));
}

TEST_CASE("parseModule: parameters and results are limited to a thousand") {
  const Bytes most = test::repeat(1000, {test::kI32Code});
  const Bytes tooMany = test::repeat(1001, {test::kI32Code});
  CHECK(faultOf(test::module({section(1, vec({test::functionType(most, most)}))})).empty());
  CHECK(contains(faultOf(test::module({section(1, vec({test::functionType(tooMany, {})}))})),
                 "too many: parameter count 1001 (limit 1000)"));
  CHECK(contains(faultOf(test::module({section(1, vec({test::functionType({}, tooMany)}))})),
                 "too many: result count 1001"));
}

TEST_CASE("parseModule: limits have a maximum, are shared, of 64 bits, and of pages of another size") {
  const auto memory = [](const Bytes& limits) {
    const Bytes bytes = test::module({section(5, vec({limits}))});
    const Expected<Module> parsed = parseModule(bytes);
    return parsed ? toString(parsed->memories.front()) : parsed.error().message;
  };
  CHECK(memory({0x00, 0x01}) == "{min 1}");
  CHECK(memory({0x03, 0x01, 0x02}) == "{min 1, max 2, shared}");
  CHECK(memory(Bytes{0x05, 0x01} + test::leb(UINT64_MAX)) ==
        "{min 1, max 18446744073709551615, i64}");
  CHECK(memory({0x08, 0x05, 0x00}) == "{min 5} of pages of 1 bytes");
  CHECK(memory({0x0F, 0x05, 0x06, 0x10}) == "{min 5, max 6, i64, shared}");
  CHECK(contains(memory({0x08, 0x05, 0x01}), "invalid custom page size: 2^1"));
  CHECK(contains(memory({0x08, 0x05, 0x40}), "invalid custom page size"));
  CHECK(contains(memory({0x10, 0x01}), "malformed limits flags"));
  CHECK(contains(memory(Bytes{0x00} + test::leb(uint64_t{1} << 32)), "limits minimum"));
  const auto table = [](uint8_t flags) {
    return faultOf(test::module({section(4, vec({{0x70, flags, 0x01, 0x02}}))}));
  };
  CHECK(table(0x05).empty());
  CHECK(contains(table(0x03), "malformed limits flags"));
  CHECK(contains(table(0x09), "malformed limits flags"));
}

TEST_CASE("parseModule: later proposals are refused by name, with the offset") {
  const auto typeEntry = [](const Bytes& entry) {
    return faultOf(test::module({section(1, vec({entry}))}));
  };
  CHECK(contains(typeEntry(test::functionType({0x6E}, {})), "unsupported feature: gc"));
  CHECK(typeEntry({0x5F, 0x00}) == "unsupported feature: gc (struct type)");
  CHECK(typeEntry({0x4E, 0x00}) == "unsupported feature: gc (recursive type group)");
  const Bytes anyref = test::module({section(1, vec({test::functionType({0x6E}, {})}))});
  const Expected<Module> parsed = parseModule(anyref);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().text() == "unsupported feature: gc (value type 0x6e) (at offset 0xd)");
}

TEST_CASE("parseModule: tags are imported and defined, and stand between memories and globals") {
  const Bytes import = test::name("m") + test::name("e") + Bytes{0x04, 0x00, 0x00};
  const Bytes tags = section(13, vec({{0x00, 0x00}}));
  const Bytes bytes =
      test::module({section(1, vec({kNoParameters})), section(2, vec({import})), tags,
                    section(7, vec({test::name("e") + Bytes{0x04, 0x01}}))});
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  CHECK(parsed->tags == std::vector<uint32_t>{0, 0});
  CHECK(parsed->importedTagCount == 1);
  CHECK(parsed->imports[0].kind() == ExternKind::Tag);
  CHECK(parsed->exports[0].kind == ExternKind::Tag);
  CHECK(contains(faultOf(test::module({section(13, vec({{0x01, 0x00}}))})),
                 "malformed tag attribute 0x01"));
  CHECK(contains(faultOf(test::module({section(6, {0x00}), tags})), "out of order"));
  CHECK(contains(faultOf(test::module({tags, section(5, {0x00})})), "out of order"));
}

TEST_CASE("parseModule: a module cut off anywhere is refused or ends between two sections") {
  const Bytes whole = test::module({section(1, vec({kNoParameters})), section(3, vec({{0}})),
                                    section(7, vec({test::name("f") + Bytes{0x00, 0x00}})),
                                    section(10, vec({kEmptyBody}))});
  size_t accepted = 0;
  for (size_t size = 0; size < whole.size(); ++size) {
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const Expected<Module> parsed = parseModule(part);
    if (parsed)
      ++accepted;
    else
      CHECK_FALSE(parsed.error().message.empty());
  }
  // Nothing at all, and the type section alone.
  CHECK(accepted == 2);
}

} // namespace wasmpi
