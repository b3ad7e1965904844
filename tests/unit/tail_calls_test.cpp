// Chains of tail calls run in constant stack, whatever the functions' parameters, results and modules.
#include <catch2/catch.hpp>

#include "engine_fixture.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using namespace wasmpi::test;

namespace {

struct InImage : EngineFixture {
  InImage() : EngineFixture(Mode::Image) {}
};
struct InMemory : EngineFixture {
  InMemory() : EngineFixture(Mode::Memory, {.optLevel = OptLevel::O0}) {}
};

constexpr int32_t kMillion = 1'000'000;

/// Parity by mutual recursion; `even` has one parameter, `odd` more than fit in registers.
constexpr const char* kParity = R"((module
  (type $small (func (param i64) (result i32)))
  (type $large (func (param i64 i64 i64 i64 i64 i64 i64 i64 i64 f64) (result i32)))
  (table funcref (elem $evenIndirect $oddIndirect))
  (func $even (export "even") (type $small)
    (if (i64.eqz (local.get 0)) (then (return (i32.const 1))))
    (return_call $odd (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4) (i64.const 5)
      (i64.const 6) (i64.const 7) (i64.const 8) (i64.sub (local.get 0) (i64.const 1)) (f64.const 0)))
  (func $odd (type $large)
    (if (i64.eqz (local.get 8)) (then (return (i32.const 0))))
    (return_call $even (i64.sub (local.get 8) (i64.const 1))))
  (func $evenIndirect (export "even_indirect") (type $small)
    (if (i64.eqz (local.get 0)) (then (return (i32.const 1))))
    (return_call_indirect (type $large) (i64.const 1) (i64.const 2) (i64.const 3) (i64.const 4)
      (i64.const 5) (i64.const 6) (i64.const 7) (i64.const 8) (i64.sub (local.get 0) (i64.const 1))
      (f64.const 0) (i32.const 1)))
  (func $oddIndirect (type $large)
    (if (i64.eqz (local.get 8)) (then (return (i32.const 0))))
    (return_call_indirect (type $small) (i64.sub (local.get 8) (i64.const 1)) (i32.const 0)))
  ;; Five results go through memory; the parameters of each turn overflow the registers.
  (func $five (export "five") (param i64 i32 i64 f32 f64) (result i32 i64 f32 f64 i32)
    (if (i64.eqz (local.get 0))
      (then (return (i32.const 1) (i64.const 2) (f32.const 3) (f64.const 4) (local.get 1))))
    (return_call $five (i64.sub (local.get 0) (i64.const 1)) (i32.add (local.get 1) (i32.const 1))
      (local.get 2) (local.get 3) (local.get 4)))
  (func (export "sum_of_five") (result i32)
    (local i32 i64 f32 f64 i32)
    (call $five (i64.const 1000000) (i32.const 7) (i64.const 0) (f32.const 0) (f64.const 0))
    (local.set 4) (local.set 3) (local.set 2) (local.set 1) (local.set 0)
    (i32.add (local.get 0) (i32.add (i32.wrap_i64 (local.get 1)) (i32.add
      (i32.trunc_f32_s (local.get 2)) (i32.add (i32.trunc_f64_s (local.get 3)) (local.get 4))))))
  (func $endless (export "endless") (result i32) (i32.add (i32.const 1) (call $endless)))
  (func $plain (export "plain") (result i32) (call $plain))
))";

void checkParity(EngineFixture& fixture) {
  Instance& instance = fixture.instantiate(kParity);
  for (const char* name : {"even", "even_indirect"}) {
    CHECK(fixture.callI32(instance, name, {i64(kMillion)}) == 1);
    CHECK(fixture.callI32(instance, name, {i64(kMillion + 1)}) == 0);
  }
  CHECK(fixture.callI32(instance, "sum_of_five") == 1 + 2 + 3 + 4 + 7 + kMillion);
  const auto five = fixture.call(instance, "five", {i64(3), i32(40), i64(0), {kF32, 0}, {kF64, 0}});
  REQUIRE(five);
  CHECK(five->at(1).bits == 2);
  CHECK(five->at(4).bits == 43);
  // Other calls still take stack.
  CHECK(fixture.trapOf(instance, "endless").code == TrapCode::StackOverflow);
  CHECK(fixture.trapOf(instance, "plain").code == TrapCode::StackOverflow);
}

/// Counts its own calls in a global, and goes on with what stands in the table of "other".
void checkAcrossModules(EngineFixture& fixture) {
  Instance& first = fixture.instantiate(R"((module
    (type $t (func (param i64) (result i64)))
    (table (export "table") 2 funcref)
    (global $calls (export "calls") (mut i64) (i64.const 0))
    (elem (i32.const 0) $ping)
    (func (export "calls_made") (result i32) (i32.wrap_i64 (global.get $calls)))
    (func $ping (export "ping") (type $t)
      (global.set $calls (i64.add (global.get $calls) (i64.const 1)))
      (if (i64.eqz (local.get 0)) (then (return (global.get $calls))))
      (return_call_indirect (type $t) (i64.sub (local.get 0) (i64.const 1)) (i32.const 1)))))");
  fixture.other = &first;
  Instance& second = fixture.instantiate(R"((module
    (type $t (func (param i64) (result i64)))
    (import "other" "table" (table 2 funcref))
    (import "other" "ping" (func $ping (type $t)))
    (import "host" "log" (func $log (param i32)))
    (global $calls (mut i64) (i64.const 0))
    (elem (i32.const 1) $pong)
    (func (export "calls_made") (result i32) (i32.wrap_i64 (global.get $calls)))
    (func (export "log_last") (param i32) (return_call $log (local.get 0)))
    (func (export "reexported") (type $t) (return_call $ping (local.get 0)))
    (func $pong (export "pong") (type $t)
      (global.set $calls (i64.add (global.get $calls) (i64.const 1)))
      (return_call $ping (local.get 0)))))");
  const auto result = fixture.call(first, "ping", {i64(kMillion)});
  REQUIRE(result);
  // Each ran with its own context.
  CHECK(result->front().bits == kMillion + 1);
  CHECK(fixture.callI32(first, "calls_made") == kMillion + 1);
  CHECK(fixture.callI32(second, "calls_made") == kMillion);
  REQUIRE(fixture.call(second, "log_last", {i32(42)}));
  CHECK(fixture.host.context.logged == std::vector<int32_t>{42});
}

} // namespace

TEST_CASE_METHOD(InImage, "tail calls: a million of them run in the stack of one") {
  checkParity(*this);
}
TEST_CASE_METHOD(InMemory, "tail calls: likewise without optimisation, in memory") {
  checkParity(*this);
}
TEST_CASE_METHOD(InImage, "tail calls: from module to module, each with its own context") {
  checkAcrossModules(*this);
}
TEST_CASE_METHOD(InMemory, "tail calls: likewise from module to module in memory") {
  checkAcrossModules(*this);
}
