// FunctionSymbols: guest names become unique, harmless ELF symbols.
#include "codegen/symbol_names.h"

#include <set>
#include <string>

#include <catch2/catch.hpp>

#include "frontend/parser.h"
#include "tests/unit/wasm_bytes.h"

namespace wasmpi {

namespace {

using test::Bytes;
using test::operator+;
using test::section;
using test::vec;

/// A module whose functions have these names, in this order.
Bytes moduleNaming(const std::vector<std::string>& names) {
  std::vector<Bytes> entries, types, bodies;
  for (uint32_t index = 0; index < names.size(); ++index) {
    entries.push_back(test::leb(index) + test::name(names[index]));
    types.push_back({0});
    bodies.push_back(test::body({test::kEnd}));
  }
  return test::module({section(1, vec({test::functionType({}, {})})), section(3, vec(types)),
                       section(10, vec(bodies)), test::custom("name", section(1, vec(entries)))});
}

} // namespace

TEST_CASE("FunctionSymbols: a guest's memcpy is not taken for the C library's") {
  const Bytes bytes = moduleNaming({"memcpy"});
  const Expected<Module> module = parseModule(bytes);
  REQUIRE(module);
  const FunctionSymbols symbols(*module);
  CHECK(symbols.of(0) == "wasm.memcpy");
  CHECK(symbols.guestName(0) == "memcpy");
}

TEST_CASE("FunctionSymbols: equal names and names made to collide stay apart") {
  const std::vector<std::string> names{"f.1", "f", "f", "f.2", "f", "f.4", "f.2.2"};
  const Bytes bytes = moduleNaming(names);
  const Expected<Module> module = parseModule(bytes);
  REQUIRE(module);
  const FunctionSymbols symbols(*module);
  std::set<std::string> distinct;
  for (uint32_t index = 0; index < names.size(); ++index)
    distinct.insert(symbols.of(index));
  CHECK(distinct.size() == names.size());
}

TEST_CASE("FunctionSymbols: neither control characters nor a symbol version get into a symbol") {
  const Bytes bytes =
      moduleNaming({std::string("a\0b\nc\x7F", 6), "memcpy@@GLIBC_2.14", "\"quoted\\"});
  const Expected<Module> module = parseModule(bytes);
  REQUIRE(module);
  const FunctionSymbols symbols(*module);
  CHECK(symbols.of(0) == "wasm.a_x00b_x0ac_x7f");
  CHECK(symbols.of(1) == "wasm.memcpy__GLIBC_2.14");
  CHECK(symbols.of(2) == "wasm._quoted_");
}

TEST_CASE("FunctionSymbols: a long name is cut between characters") {
  std::string euros;
  for (int i = 0; i < 1000; ++i)
    euros += "\xE2\x82\xAC";
  const Bytes bytes = moduleNaming({std::string(5000, 'x'), euros});
  const Expected<Module> module = parseModule(bytes);
  REQUIRE(module);
  const FunctionSymbols symbols(*module);
  CHECK(symbols.of(0).size() == 200);
  CHECK(symbols.of(1).size() <= 203);
  CHECK((symbols.of(1).size() - std::string("wasm.").size()) % 3 == 0);
}

} // namespace wasmpi
