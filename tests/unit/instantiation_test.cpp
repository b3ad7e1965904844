#include "runtime/instantiation.h"

#include <catch2/catch.hpp>

#include "engine_fixture.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using namespace wasmpi::test;

namespace {

struct Fixture : EngineFixture {
  Fixture() : EngineFixture(Mode::Memory) {}
};

} // namespace

TEST_CASE_METHOD(Fixture, "instantiation: globals, data, elements and the start function are in place") {
  Instance& instance = instantiate(R"((module
    (memory 1) (table 4 funcref)
    (global $g (mut i32) (i32.const 5))
    (data (i32.const 16) "abc")
    (elem (i32.const 1) $seven)
    (type $nullary (func (result i32)))
    (func $seven (result i32) (i32.const 7))
    (func $start (global.set $g (i32.add (global.get $g) (i32.load8_u (i32.const 17)))))
    (start $start)
    (func (export "global") (result i32) (global.get $g))
    (func (export "indirect") (param i32) (result i32) (call_indirect (type $nullary) (local.get 0)))))");
  CHECK(callI32(instance, "global") == 5 + 'b');
  CHECK(callI32(instance, "indirect", {i32(1)}) == 7);
  CHECK(trapOf(instance, "indirect", {i32(2)}).code == TrapCode::UninitializedElement);
}

TEST_CASE_METHOD(Fixture, "instantiation: imported globals are shared, and start values of others") {
  other = &instantiate(R"((module
    (global (export "offset") i32 (i32.const 32))
    (global $v (export "variable") (mut i32) (i32.const 1))
    (func (export "get") (result i32) (global.get $v))))");
  Instance& instance = instantiate(R"((module
    (import "other" "offset" (global $offset i32))
    (import "other" "variable" (global $variable (mut i32)))
    (memory 1)
    (global $copy i32 (global.get $offset))
    (data (global.get $offset) "x")
    (func (export "set") (global.set $variable (i32.const 77)))
    (func (export "copy") (result i32) (i32.add (global.get $copy) (i32.load8_u (i32.const 32))))))");
  REQUIRE(call(instance, "set"));
  CHECK(callI32(*other, "get") == 77);
  CHECK(callI32(instance, "copy") == 32 + 'x');
}

TEST_CASE_METHOD(Fixture, "instantiation: a segment out of bounds traps, and what was written before it stays") {
  other = &instantiate(R"((module
    (memory (export "m") 1) (table $t (export "t") 4 funcref)
    (type $nullary (func (result i32)))
    (func (export "peek") (param i32) (result i32) (i32.load8_u (local.get 0)))
    (func (export "indirect") (param i32) (result i32) (call_indirect (type $nullary) (local.get 0)))))");
  CHECK(failureOf(R"((module
    (import "other" "m" (memory 1)) (import "other" "t" (table 4 funcref))
    (func $five (result i32) (i32.const 5))
    (elem (i32.const 0) $five)
    (data (i32.const 0) "a")
    (data (i32.const 65536) "b")))") == "trap: out of bounds memory access: data segment 1");
  CHECK(callI32(*other, "peek", {i32(0)}) == 'a');
  // The failed instance lives on in the table.
  CHECK(callI32(*other, "indirect", {i32(0)}) == 5);
  CHECK(failureOf(R"((module (import "other" "t" (table 4 funcref)) (func $f)
    (elem (i32.const 4) $f)))") == "trap: out of bounds table access: element segment 0");
}

TEST_CASE_METHOD(Fixture, "instantiation: segments that end at the end are fine, empty ones beyond it are not") {
  CHECK(tryInstantiate(R"((module (memory 1) (data (i32.const 65535) "x") (data (i32.const 65536) "")))"));
  CHECK_FALSE(tryInstantiate(R"((module (memory 1) (data (i32.const 65537) "")))"));
  CHECK_FALSE(tryInstantiate(R"((module (memory 1) (data (i32.const -1) "x")))"));
}

TEST_CASE_METHOD(Fixture, "instantiation: passive segments are used until dropped, then empty") {
  Instance& instance = instantiate(R"((module
    (memory 1) (table $t 4 funcref)
    (data $d "hello") (elem $e func $f) (elem $declared declare func $f)
    (type $nullary (func (result i32)))
    (func $f (result i32) (i32.const 3))
    (func (export "init") (param i32 i32 i32) (memory.init $d (local.get 0) (local.get 1) (local.get 2)))
    (func (export "drop") (data.drop $d) (elem.drop $e))
    (func (export "table_init") (param i32) (table.init $t $e (i32.const 2) (i32.const 0) (local.get 0)))
    (func (export "declared_init") (table.init $t $declared (i32.const 0) (i32.const 0) (i32.const 1)))
    (func (export "indirect") (param i32) (result i32) (call_indirect (type $nullary) (local.get 0)))
    (func (export "peek") (param i32) (result i32) (i32.load8_u (local.get 0)))))");
  REQUIRE(call(instance, "init", {i32(10), i32(1), i32(3)}));
  CHECK(callI32(instance, "peek", {i32(10)}) == 'e');
  CHECK(callI32(instance, "peek", {i32(13)}) == 0);
  CHECK(trapOf(instance, "init", {i32(0), i32(3), i32(3)}).code == TrapCode::MemoryOutOfBounds);
  CHECK(trapOf(instance, "init", {i32(65534), i32(0), i32(3)}).code == TrapCode::MemoryOutOfBounds);
  REQUIRE(call(instance, "table_init", {i32(1)}));
  CHECK(callI32(instance, "indirect", {i32(2)}) == 3);
  CHECK(trapOf(instance, "declared_init").code == TrapCode::TableOutOfBounds);
  REQUIRE(call(instance, "drop"));
  REQUIRE(call(instance, "init", {i32(0), i32(0), i32(0)}));
  CHECK(trapOf(instance, "init", {i32(0), i32(0), i32(1)}).code == TrapCode::MemoryOutOfBounds);
  CHECK(trapOf(instance, "table_init", {i32(1)}).code == TrapCode::TableOutOfBounds);
}

TEST_CASE_METHOD(Fixture, "instantiation: a start function that traps fails it") {
  CHECK(failureOf("(module (func $f unreachable) (start $f))") == "trap: unreachable");
}

TEST_CASE_METHOD(Fixture, "instantiation: a start function may be an imported one, and sees an attached host") {
  REQUIRE(tryInstantiate(R"((module (import "host" "log" (func $log (param i32)))
    (func $f (call $log (i32.const 4))) (start $f)))"));
  CHECK(host.context.logged == std::vector<int32_t>{4});
  CHECK(host.attachCount == 1);
}

TEST_CASE_METHOD(Fixture, "instantiation: the memory for hostcalls is the exported one, else the first, else empty") {
  CHECK(instantiate(R"((module (memory (export "memory") 2)))").guestMemory().byteSize() == 2 * kPageByteSize);
  CHECK(instantiate("(module (memory 1))").guestMemory().byteSize() == kPageByteSize);
  CHECK(instantiate("(module)").guestMemory().byteSize() == 0);
  CHECK(instantiate("(module)").functionTable() == nullptr);
}

TEST_CASE_METHOD(Fixture, "instantiation: growing through one instance is seen by all that share the memory or table") {
  other = &instantiate(R"((module (memory (export "m") 1 5) (table $t (export "t") 1 9 funcref)
    (func (export "size") (result i32) (i32.add (memory.size) (i32.mul (i32.const 100) (table.size $t))))
    (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))))");
  Instance& instance = instantiate(R"((module
    (import "other" "m" (memory 1)) (import "other" "t" (table $t 1 funcref))
    (func (export "grow") (result i32) (i32.add (memory.grow (i32.const 2)) (table.grow $t (ref.null func) (i32.const 3))))
    (func (export "store") (i32.store (i32.const 196604) (i32.const 11)))))");
  CHECK(trapOf(*other, "load", {i32(196604)}).code == TrapCode::MemoryOutOfBounds);
  CHECK(callI32(instance, "grow") == 1 + 1);
  CHECK(callI32(*other, "size") == 3 + 400);
  REQUIRE(call(instance, "store"));
  CHECK(callI32(*other, "load", {i32(196604)}) == 11);
}
