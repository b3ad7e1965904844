// FunctionNames: where a name comes from, and that nothing in the section is trusted.
#include "frontend/names.h"

#include <catch2/catch.hpp>

#include "frontend/parser.h"
#include "tests/unit/wasm_bytes.h"

namespace wasmpi {

namespace {

using test::Bytes;
using test::operator+;
using test::section;
using test::vec;

Bytes nameEntry(uint32_t index, const std::string& text) {
  return test::leb(index) + test::name(text);
}

/// Three functions; function 1 is exported as "run" and "again".
Bytes moduleWithNames(const Bytes& nameSection) {
  const Bytes empty = test::body({test::kEnd});
  return test::module({section(1, vec({test::functionType({}, {})})),
                       section(3, vec({{0}, {0}, {0}})),
                       section(7, vec({test::name("run") + Bytes{0x00, 0x01},
                                       test::name("again") + Bytes{0x00, 0x01}})),
                       section(10, vec({empty, empty, empty})), test::custom("name", nameSection)});
}

} // namespace

TEST_CASE("FunctionNames: the name section goes before exports, exports before numbers") {
  const Bytes bytes =
      moduleWithNames(section(0, test::name("module")) + section(1, vec({nameEntry(0, "main")})));
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  const FunctionNames names(*parsed);
  CHECK(names.nameOf(0) == "main");
  CHECK(names.nameOf(1) == "run");
  CHECK(names.nameOf(2) == "function[2]");
  CHECK(names.nameOf(4'000'000'000) == "function[4000000000]");
}

TEST_CASE("FunctionNames: a malformed section yields the names before the fault") {
  const Bytes broken = Bytes{0x01, 0x20, 0x03} + nameEntry(0, "first") + Bytes{0x02, 0xFF};
  const Bytes bytes = moduleWithNames(broken + Bytes(0x20, 0xFF));
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  const FunctionNames names(*parsed);
  CHECK(names.nameOf(0) == "first");
  CHECK(names.nameOf(2) == "function[2]");
}

TEST_CASE("FunctionNames: huge counts and indices out of range do nothing") {
  const Bytes map = Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0x0F} + nameEntry(7, "beyond");
  const Bytes bytes = moduleWithNames(section(1, map));
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  CHECK(FunctionNames(*parsed).nameOf(7) == "function[7]");
}

TEST_CASE("FunctionNames: names are fit for a terminal") {
  const Bytes bytes = moduleWithNames(section(1, vec({nameEntry(0, "a\x1b[2Jb")})));
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  CHECK(FunctionNames(*parsed).nameOf(0) == "a\\x1b[2Jb");
}

TEST_CASE("FunctionNames: an offset leads to the body around it") {
  const Bytes bytes = moduleWithNames({});
  const Expected<Module> parsed = parseModule(bytes);
  REQUIRE(parsed);
  for (const FunctionBody& body : parsed->bodies) {
    CHECK(FunctionNames::bodyAt(*parsed, body.offset) == &body);
    CHECK(FunctionNames::bodyAt(*parsed, body.offset + body.bytes.size() - 1) == &body);
  }
  // The size in front of the second body belongs to none.
  CHECK(FunctionNames::bodyAt(*parsed, parsed->bodies[1].offset - 1) == nullptr);
  CHECK(FunctionNames::bodyAt(*parsed, 0) == nullptr);
  CHECK(FunctionNames::bodyAt(*parsed, bytes.size()) == nullptr);
}

} // namespace wasmpi
