#include "runtime/exceptions.h"

#include <sys/resource.h>

#include <catch2/catch.hpp>

#include "engine_fixture.h"
#include "wasm_bytes.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using namespace wasmpi::test;

namespace {

Mode anyMode() { return GENERATE(Mode::Image, Mode::Memory); }

/// Throws from `depth` frames below what catches.
constexpr const char* kThrower = R"(
  (tag $oops (export "oops") (param i32 f64))
  (tag $other (param i32 f64))
  (func $throw (param i32) (throw $oops (local.get 0) (f64.const 2.5)))
  (func $descend (export "descend") (param i32 i32) (result i32)
    (if (i32.eqz (local.get 1)) (then (call $throw (local.get 0))))
    (i32.add (call $descend (local.get 0) (i32.sub (local.get 1) (i32.const 1))) (i32.const 1)))
)";

std::string thrower(const std::string& rest) {
  return "(module " + std::string(kThrower) + rest + ")";
}

uint64_t peakMemory() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) << 10;
}

std::vector<std::string> functionsOf(const Trap& trap) {
  std::vector<std::string> names;
  for (const BacktraceFrame& frame : trap.backtrace)
    names.push_back(frame.function);
  return names;
}

constexpr uint8_t kExnRefCode = 0x69;

/// Handlers that keep references, in the encoding wat2wasm does not know: table 0 and global 0 hold
/// exnrefs, tag 0 carries a thousand i64, tag 1 an i32.
Bytes keeper() {
  const Bytes nothing = functionType({}, {}), manyValues = functionType(Bytes(1000, kI64Code), {}),
              value = functionType({}, {kI32Code}), count = functionType({kI32Code}, {});
  // block (result exnref) (try_table (catch_all_ref 0) ...)
  const auto caught = [](const Bytes& throwing) {
    return Bytes{0x02, kExnRefCode, 0x1F, 0x40, 0x01, 0x03, 0x00} + throwing +
           Bytes{kEnd, 0x00, kEnd};
  };
  const Bytes throwBig{0x10, 0x00};
  const Bytes next{0x20, 0x01, 0x41, 0x01, 0x6A, 0x22, 0x01, 0x20, 0x00, 0x49, 0x0D, 0x00};
  const auto repeated = [&](const Bytes& code) {
    return body(Bytes{0x03, 0x40} + code + next + Bytes{kEnd, kEnd},
                {0x02, 0x01, kI32Code, 0x01, kExnRefCode});
  };
  const Bytes keepInTable{0x21, 0x02, 0x20, 0x01, 0x20, 0x02, 0x26, 0x00}, drop{0x1A};
  return test::module(
      {section(1, vec({nothing, manyValues, value, count})),
       section(3, vec({{0}, {3}, {3}, {3}, {2}, {0}})),
       section(4, vec({Bytes{kExnRefCode, 0x00} + leb(100000)})),
       section(13, vec({{0x00, 0x01}, {0x00, 0x03}})),
       section(6, vec({{kExnRefCode, 0x01, 0xD0, kExnRefCode, kEnd}})),
       section(7,
               vec({test::name("fill") + Bytes{0x00, 0x01}, test::name("churn") + Bytes{0x00, 0x02},
                    test::name("keep") + Bytes{0x00, 0x03}, test::name("value") + Bytes{0x00, 0x04},
                    test::name("throwKept") + Bytes{0x00, 0x05}})),
       section(10, vec({body(repeat(1000, {0x42, 0x00}) + Bytes{0x08, 0x00, kEnd}),
                        repeated(caught(throwBig) + keepInTable), repeated(caught(throwBig) + drop),
                        body(caught({0x20, 0x00, 0x08, 0x01}) + Bytes{0x24, 0x00, kEnd}),
                        // block (result i32) (try_table (catch 1 0) (throw_ref (global.get 0)))
                        body({0x02, kI32Code, 0x1F, 0x40, 0x01, 0x00, 0x01, 0x00, 0x23, 0x00, 0x0A,
                              kEnd, 0x00, kEnd, kEnd}),
                        body({0x23, 0x00, 0x0A, kEnd})}))});
}

} // namespace

TEST_CASE("Exceptions: one is caught with its values, from however deep") {
  EngineFixture fixture(anyMode(), {.optLevel = GENERATE(OptLevel::O0, OptLevel::O3)});
  Instance& instance = fixture.instantiate(thrower(R"(
    (func (export "catch") (param i32 i32) (result i32)
      (local $kept i32)
      (local.set $kept (i32.mul (local.get 0) (i32.const 1000)))
      (try (result i32)
        (do (call $descend (local.get 0) (local.get 1)))
        (catch $other (drop) (drop) (i32.const -1))
        (catch $oops (i32.trunc_f64_s (f64.mul (f64.const 2))) (i32.add) (i32.add (local.get $kept))))
    ))"));
  for (const int32_t depth : {0, 1, 2, 500})
    CHECK(fixture.callI32(instance, "catch", {i32(7), i32(depth)}) == 7012);
}

TEST_CASE("Exceptions: catch_all catches no trap") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(R"((module
    (import "host" "fail_if" (func $failIf (param i32) (result i32)))
    (memory 1)
    (tag)
    (func $recurse (result i32) (i32.add (call $recurse) (i32.const 1)))
    (func $divide (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
    (func $load (param i32) (result i32) (i32.load (local.get 0)))
    (func (export "divide") (result i32)
      (try (result i32) (do (call $divide (i32.const 0))) (catch_all (i32.const 1))))
    (func (export "load") (result i32)
      (try (result i32) (do (call $load (i32.const -1))) (catch_all (i32.const 1))))
    (func (export "host") (result i32)
      (try (result i32) (do (call $failIf (i32.const 1))) (catch_all (i32.const 1))))
    (func (export "overflow") (result i32)
      (try (result i32) (do (call $recurse)) (catch_all (i32.const 1))))
  ))");
  CHECK(fixture.trapOf(instance, "divide").code == TrapCode::IntegerDivideByZero);
  CHECK(fixture.trapOf(instance, "load").code == TrapCode::MemoryOutOfBounds);
  CHECK(fixture.trapOf(instance, "host").code == TrapCode::HostCall);
  CHECK(fixture.trapOf(instance, "overflow").code == TrapCode::StackOverflow);
}

TEST_CASE("Exceptions: one that nobody catches is a trap with its tag, its values and where it was "
          "thrown") {
  EngineFixture fixture(anyMode(), {.optLevel = OptLevel::O0});
  Instance& instance = fixture.instantiate(thrower(R"(
    (func $middle (result i32)
      (try (result i32) (do (call $descend (i32.const -3) (i32.const 1)))
        (catch $other (drop))))
    (func $entry (export "entry") (result i32)
      (try (result i32) (do (call $middle)) (catch $other (drop))))
  )"));
  const Trap trap = fixture.trapOf(instance, "entry");
  CHECK(trap.code == TrapCode::UncaughtException);
  CHECK(trap.text() == "uncaught exception: tag oops (i32, f64) with -3, 2.5");
  CHECK(functionsOf(trap) ==
        std::vector<std::string>{"throw", "descend", "descend", "middle", "entry"});
  for (const BacktraceFrame& frame : trap.backtrace)
    CHECK(frame.wasmOffset != 0);
}

TEST_CASE("Exceptions: none leaves a callback into the host call that made it") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(R"((module
    (import "host" "apply" (func $apply (param i32) (result i32)))
    (tag $oops (param i32))
    (table (export "__indirect_function_table") 1 funcref)
    (elem (i32.const 0) $callback)
    (func $callback (param i32 i32) (result i32) (throw $oops (local.get 0)))
    (func (export "run") (result i32)
      (try (result i32) (do (call $apply (i32.const 0))) (catch_all (i32.const 99))))
    (func (export "after") (result i32)
      (try (result i32) (do (throw $oops (i32.const 5))) (catch $oops)))))");
  // The fixture's host call answers -1 when its callback traps.
  CHECK(fixture.callI32(instance, "run") == -1);
  CHECK(fixture.host.context.callbackTrap == "uncaught exception: tag[0] (i32) with 20");
  CHECK(fixture.callI32(instance, "after") == 5);
}

TEST_CASE("Exceptions: tags belong to instances, and exceptions pass from one to another") {
  EngineFixture fixture(anyMode());
  fixture.other = &fixture.instantiate(thrower(""));
  // Passes through an instance that knows nothing of exceptions.
  Instance& plain = fixture.instantiate(R"((module
    (import "other" "descend" (func $descend (param i32 i32) (result i32)))
    (func (export "pass") (param i32 i32) (result i32)
      (i32.mul (call $descend (local.get 0) (local.get 1)) (i32.const 3)))))");
  constexpr const char* kCatcher = R"((module
    (import "other" "{}" (func $f (param i32 i32) (result i32)))
    {}
    (func (export "catch") (result i32)
      (try (result i32) (do (call $f (i32.const 11) (i32.const 3)))
        (catch $tag (drop))
        (catch_all (i32.const -1))))))";
  const auto caughtBy = [&](const std::string& function, const std::string& tag) {
    return fixture.callI32(fixture.instantiate(fmt::format(fmt::runtime(kCatcher), function, tag)),
                           "catch");
  };
  constexpr const char* kImported = R"((import "other" "oops" (tag $tag (param i32 f64))))";
  constexpr const char* kOwn = "(tag $tag (param i32 f64))";
  CHECK(caughtBy("descend", kImported) == 11);
  CHECK(caughtBy("descend", kOwn) == -1);
  fixture.other = &plain;
  CHECK(caughtBy("pass", kOwn) == -1);
}

TEST_CASE("Exceptions: the type of an imported tag is compared") {
  EngineFixture fixture(Mode::Memory);
  fixture.other = &fixture.instantiate(thrower(""));
  CHECK(fixture.failureOf(R"((module (import "other" "oops" (tag (param i32)))))") ==
        "incompatible import type: other.oops is tag of type (i32, f64) -> (), the module wants "
        "tag of type (i32) -> ()");
  CHECK(fixture.failureOf(R"((module (import "other" "descend" (tag (param i32)))))")
            .starts_with("incompatible import type"));
}

TEST_CASE("Exceptions: a million of them leave no memory behind") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(R"((module
    (type $values (func (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64 i64)))
    (tag $oops (type $values))
    (func $throw
      (throw $oops (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1)
                   (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1) (i64.const 1)))
    (func (export "loop") (param i32) (result i32) (local $caught i32)
      (loop $again
        (try (do (call $throw))
          (catch_all (local.set $caught (i32.add (local.get $caught) (i32.const 1)))))
        (br_if $again (i32.lt_u (local.get $caught) (local.get 0))))
      (local.get $caught))))");
  fixture.callI32(instance, "loop", {i32(10'000)});
  const uint64_t before = peakMemory();
  CHECK(fixture.callI32(instance, "loop", {i32(1'000'000)}) == 1'000'000);
  // They would take 112 MB and more.
  CHECK(peakMemory() - before < 40 << 20);
}

TEST_CASE("Exceptions: a reference in a global survives whatever is thrown later") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(keeper());
  REQUIRE(fixture.call(instance, "keep", {i32(42)}));
  REQUIRE(fixture.call(instance, "fill", {i32(100)}));
  const uint64_t before = peakMemory();
  REQUIRE(fixture.call(instance, "churn", {i32(30'000)})); // 240 MB
  CHECK(peakMemory() - before < 60 << 20);
  CHECK(fixture.callI32(instance, "value") == 42);
  CHECK(fixture.callI32(instance, "value") == 42);
  CHECK(fixture.trapOf(instance, "throwKept").text() == "uncaught exception: tag[1] (i32) with 42");
}

TEST_CASE("Exceptions: to throw a null reference is a trap") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(keeper());
  CHECK(fixture.trapOf(instance, "throwKept").code == TrapCode::NullException);
}

TEST_CASE("Exceptions: a guest that keeps too many is stopped") {
  EngineFixture fixture(Mode::Image);
  Instance& instance = fixture.instantiate(keeper());
  const Trap trap = fixture.trapOf(instance, "fill", {i32(100'000)}); // 800 MB
  CHECK(trap.code == TrapCode::ExceptionMemory);
  CHECK(fixture.trapOf(instance, "churn", {i32(1)}).code == TrapCode::ExceptionMemory);
}
