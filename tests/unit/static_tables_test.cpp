// Which tables are static, and what is in them.
#include "codegen/static_tables.h"

#include <catch2/catch.hpp>

#include "frontend/parser.h"
#include "frontend/validator.h"
#include "wat.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix

namespace {

constexpr uint32_t kNull = StaticTables::kNull;

/// Functions $a (0) and $b (1) of types 0 and 1, $call (2), which calls through table 0, and
/// `rest`.
struct Fixture {
  std::vector<uint8_t> bytes;
  Expected<Module> module;

  explicit Fixture(const std::string& rest, const std::string& instructions = "")
      : bytes(test::wat("(module (type $t (func)) (type $u (func (param i32)))" + rest +
                        "(func $a (type $t)) (func $b (type $u) (param i32))"
                        "(func $call (call_indirect (type $t) (i32.const 0))" +
                        instructions + "))")),
        module(parseModule(bytes)) {
    REQUIRE(module);
    REQUIRE(validateModule(*module));
  }
  StaticTables tables(bool tablesArePrivate = false) const {
    return StaticTables(*module, tablesArePrivate);
  }
  bool isStatic() const { return !tables().tables().empty(); }
};

constexpr const char* kTable = "(table $table 4 funcref) (elem (i32.const 1) $a $b)";

} // namespace

TEST_CASE("StaticTables: segments are copied in order, the rest is null") {
  const Fixture fixture("(table 6 funcref) (elem (i32.const 1) $a $b $a) (elem (i32.const 3) $b)"
                        "(elem (i32.const 0) funcref (ref.func $b) (ref.null func))");
  const StaticTables tables = fixture.tables();
  REQUIRE(tables.tables().size() == 1);
  const StaticTables::Table& table = tables.tables().at(0);
  CHECK(table.functions == std::vector<uint32_t>{1, kNull, 1, 1, kNull, kNull});
  const uint32_t u = tables.typeId(1);
  CHECK(table.typeIds == std::vector<uint32_t>{u, kNull, u, u, kNull, kNull});
  CHECK(tables.typeId(0) != u);
  CHECK(tables.forCalls(0, 0) == &table);
}

TEST_CASE("StaticTables: a table that an instruction writes is not static") {
  CHECK(Fixture(kTable).isStatic());
  for (const char* write :
       {"(table.set $table (i32.const 0) (ref.null func))",
        "(drop (table.grow $table (ref.null func) (i32.const 1)))",
        "(table.fill $table (i32.const 0) (ref.null func) (i32.const 1))",
        "(table.copy $table $table (i32.const 0) (i32.const 1) (i32.const 1))",
        "(table.init $table $passive (i32.const 0) (i32.const 0) (i32.const 0))"}) {
    INFO(write);
    CHECK_FALSE(Fixture(std::string(kTable) + "(elem $passive func $a)", write).isStatic());
  }
  CHECK(Fixture(std::string(kTable) + "(table $other 4 funcref)",
                "(table.copy $other $table (i32.const 0) (i32.const 1) (i32.const 1))")
            .isStatic());
}

TEST_CASE("StaticTables: an exported table is static if nobody outside writes it") {
  const Fixture fixture(std::string(kTable) + R"((export "table" (table 0)))");
  CHECK_FALSE(fixture.isStatic());
  CHECK_FALSE(fixture.tables(/*tablesArePrivate=*/true).tables().empty());
}

TEST_CASE("StaticTables: a module that imports a table has none") {
  const Fixture fixture(R"((import "m" "t" (table 1 funcref)))" + std::string(kTable),
                        "(call_indirect $table (type $t) (i32.const 0))");
  CHECK_FALSE(fixture.isStatic());
}

TEST_CASE("StaticTables: what only an instance knows makes a table unknown") {
  const std::string global = R"((import "m" "g" (global $g i32)) (table 4 funcref))";
  CHECK_FALSE(Fixture(global + "(elem (global.get $g) $a)").isStatic());
  CHECK_FALSE(Fixture("(table 4 funcref) (elem (i32.const 3) $a $b)").isStatic());
  CHECK_FALSE(Fixture("(table 4 funcref) (elem (i32.const -1) $a)").isStatic());
  CHECK_FALSE(Fixture("(table 65537 funcref)").isStatic());
}

TEST_CASE("StaticTables: calls of an imported function's type look into the table") {
  const Fixture fixture(R"((import "m" "f" (func $f (type $u))) (table 4 funcref))"
                        "(elem (i32.const 1) $f $a)");
  const StaticTables tables = fixture.tables();
  CHECK(tables.forCalls(0, 0) != nullptr);
  CHECK(tables.forCalls(0, 1) == nullptr);
}
