// Calls through static tables do what calls through any table do: the same module, with its table
// written and not.
#include <catch2/catch.hpp>

#include "engine_fixture.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using namespace wasmpi::test;

namespace {

/// Elements: 0 null, 1 and 2 functions, 3 one of another type, 4 a host function that logs, 5 one
/// that makes tail calls, 6 null; `write` is an instruction of an exported function.
std::string moduleText(const std::string& write) {
  return R"((module
    (import "host" "log" (func $log (param i32)))
    (import "host" "apply" (func $apply (param i32) (result i32)))
    (type $binary (func (param i32 i32) (result i32)))
    (type $same (func (param i32 i32) (result i32)))
    (type $many (func (param i32) (result i32 i64 f64 i32)))
    (table $table 7 funcref)
    (export "__indirect_function_table" (table $table))
    (global $base (mut i32) (i32.const 1000))
    (elem (table $table) (i32.const 1) func $add $subtract $many $log $chain)
    (func $add (type $same)
      (i32.add (global.get $base) (i32.add (local.get 0) (local.get 1))))
    (func $subtract (type $binary) (i32.sub (local.get 0) (local.get 1)))
    (func $many (type $many) (local.get 0) (i64.const 2) (f64.const 3) (i32.const 4))
    (func $chain (type $binary)
      (return_call_indirect $table (type $binary) (local.get 1) (local.get 0) (i32.const 2)))
    (func (export "call") (param i32) (result i32)
      (call_indirect $table (type $binary) (i32.const 20) (i32.const 22) (local.get 0)))
    (func (export "call_many") (param i32) (result i32)
      (call_indirect $table (type $many) (i32.const 7) (local.get 0))
      (drop) (drop) (drop))
    (func (export "log") (param i32) (call_indirect $table (param i32) (i32.const 5) (local.get 0)))
    (func (export "apply") (result i32) (call $apply (i32.const 1)))
    (func (export "write") )" +
         write + "))";
}

void check(EngineFixture& fixture, const std::string& write) {
  Instance& instance = fixture.instantiate(moduleText(write));
  CHECK(fixture.callI32(instance, "call", {i32(1)}) == 1042);
  CHECK(fixture.callI32(instance, "call", {i32(2)}) == -2);
  CHECK(fixture.callI32(instance, "call", {i32(5)}) == 2);
  for (const int32_t null : {0, 6})
    CHECK(fixture.trapOf(instance, "call", {i32(null)}).code == TrapCode::UninitializedElement);
  for (const int32_t other : {3, 4})
    CHECK(fixture.trapOf(instance, "call", {i32(other)}).code == TrapCode::IndirectCallMismatch);
  for (const int32_t outside : {7, -1})
    CHECK(fixture.trapOf(instance, "call", {i32(outside)}).code == TrapCode::UndefinedElement);
  CHECK(fixture.callI32(instance, "call_many", {i32(3)}) == 7);
  CHECK(fixture.trapOf(instance, "call_many", {i32(1)}).code == TrapCode::IndirectCallMismatch);
  CHECK(fixture.call(instance, "log", {i32(4)}));
  CHECK(fixture.host.context.logged == std::vector<int32_t>{5});
  CHECK(fixture.callI32(instance, "apply") == 1042);
}

void checkAll(Mode mode, OptLevel level) {
  for (const char* write : {"", "(table.set $table (i32.const 1) (ref.null func))"})
    for (const bool isPrivate : {false, true}) {
      EngineFixture fixture(mode, {.optLevel = level, .tablesArePrivate = isPrivate});
      check(fixture, write);
    }
}

} // namespace

TEST_CASE("Static calls: as through any table, in images") { checkAll(Mode::Image, OptLevel::O3); }
TEST_CASE("Static calls: as through any table, in memory") { checkAll(Mode::Memory, OptLevel::O0); }

TEST_CASE("Static calls: what another module writes into an exported table is called") {
  EngineFixture fixture(Mode::Image);
  Instance& instance = fixture.instantiate(moduleText(""));
  fixture.other = &instance;
  fixture.instantiate(R"((module
    (import "other" "__indirect_function_table" (table 7 funcref))
    (elem (i32.const 0) func $seven)
    (func $seven (param i32 i32) (result i32) (i32.const 7))))");
  CHECK(fixture.callI32(instance, "call", {i32(0)}) == 7);
}

TEST_CASE(
    "Static calls: a function left behind by a failed instantiation sees its table as it was") {
  EngineFixture fixture(Mode::Image);
  Instance& instance = fixture.instantiate(R"((module
    (table (export "table") 2 funcref)
    (func (export "call") (result i32) (call_indirect (result i32) (i32.const 0)))))");
  fixture.other = &instance;
  fixture.failureOf(R"((module
    (import "other" "table" (table $imported 2 funcref))
    (table $own 1 funcref)
    (func $probe (result i32) (call_indirect $own (result i32) (i32.const 0)))
    (func $never (result i32) (i32.const 1))
    (elem (table $imported) (i32.const 0) func $probe)
    (elem (table $imported) (i32.const 9) func $probe)
    (elem (table $own) (i32.const 0) func $never)))");
  CHECK(fixture.trapOf(instance, "call").code == TrapCode::UninitializedElement);
}
