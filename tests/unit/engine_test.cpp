#include "runtime/engine.h"

#include <filesystem>

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "engine_fixture.h"
#include "fake_guest.h"
#include "runtime/guest_stack.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using namespace wasmpi::test;

namespace {

constexpr const char* kAdder = R"((module
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))))";

Mode anyMode() { return GENERATE(Mode::Image, Mode::Memory); }

} // namespace

TEST_CASE("Engine: an exported function is called with values and returns them") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(kAdder);
  CHECK(fixture.callI32(instance, "add", {i32(40), i32(2)}) == 42);
  CHECK(fixture.callI32(instance, "add", {i32(-1), i32(-1)}) == -2);
  CHECK_FALSE(instance.findExport("subtract"));
}

TEST_CASE("Engine: a call with other arguments than the type says is refused") {
  EngineFixture fixture(Mode::Memory);
  Instance& instance = fixture.instantiate(kAdder);
  CHECK(fixture.trapOf(instance, "add", {i32(1)}).code == TrapCode::HostCall);
  CHECK(fixture.trapOf(instance, "add", {i32(1), i64(1)}).code == TrapCode::HostCall);
}

TEST_CASE("Engine: several results come back in order, each cut to its type") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(R"((module
    (func (export "all") (param i64) (result i32 i64 f32 f64)
      i32.const -1 local.get 0 f32.const 1.5 f64.const 2.5)))");
  const auto results = fixture.call(instance, "all", {i64(-5)});
  REQUIRE(results);
  REQUIRE(results->size() == 4);
  CHECK((*results)[0].bits == UINT32_MAX);
  CHECK((*results)[1].bits == static_cast<uint64_t>(-5));
  CHECK((*results)[2].bits == 0x3FC00000);
  CHECK((*results)[3].bits == 0x4004000000000000);
}

TEST_CASE("Engine: vectors travel beside scalars, in globals, tables and on the stack") {
  EngineFixture fixture(GENERATE(Mode::Image, Mode::Memory));
  Instance& instance = fixture.instantiate(R"((module
    (type $mix (func (param i32 v128 i64 v128) (result v128 i32 v128)))
    (table funcref (elem $mix))
    (global $kept (export "kept") (mut v128) (v128.const i64x2 5 6))
    (global $fixed v128 (v128.const i64x2 7 8))
    (func $mix (type $mix)
      (global.set $kept (local.get 1))
      (i64x2.replace_lane 0 (local.get 3) (local.get 2)) (local.get 0) (global.get $fixed))
    (func (export "through_table") (type $mix)
      (call_indirect (type $mix) (local.get 0) (local.get 1) (local.get 2) (local.get 3) (i32.const 0)))
    (func (export "many") (param v128 v128 v128 v128 v128 v128 v128 v128 v128 v128) (result v128)
      (i64x2.sub (local.get 9) (local.get 8)))))");
  const auto mixed = EngineFixture::call(
      instance, "through_table", {test::i32(-1), {kV128, 1, 2}, test::i64(3), {kV128, 9, 10}});
  REQUIRE(mixed);
  REQUIRE(mixed->size() == 3);
  const auto is = [](const Value& value, uint64_t low, uint64_t high) {
    return value.type == kV128 && value.bits == low && value.highBits == high;
  };
  CHECK(is((*mixed)[0], 3, 10));
  CHECK(((*mixed)[1].type == kI32 && (*mixed)[1].bits == 0xFFFFFFFF));
  CHECK(is((*mixed)[2], 7, 8));
  const auto kept = instance.findExport("kept");
  REQUIRE(kept);
  const GlobalCell* cell = std::get<GlobalInstance>(*kept).cell;
  CHECK((cell->bits[0] == 1 && cell->bits[1] == 2));

  std::vector<Value> ten;
  for (uint64_t i = 0; i < 10; ++i)
    ten.push_back({kV128, i * i, i * i * i});
  const auto many = EngineFixture::call(instance, "many", ten);
  REQUIRE(many);
  CHECK(is(many->front(), 81 - 64, 729 - 512));
}

TEST_CASE("Engine: the second load of a module comes from the cache") {
  const TemporaryFolder folder;
  const auto bytes = wat(kAdder);
  for (const bool isSecond : {false, true}) {
    auto engine = Engine::create({.cacheDirectory = folder.path()});
    REQUIRE(engine);
    const auto module = (*engine)->load(bytes);
    REQUIRE(module);
    CHECK((*module)->report.wasCached == isSecond);
    CHECK((*module)->report.imagePath.starts_with(folder.path().string()));
  }
}

TEST_CASE("Engine: with a cache that cannot be written the module runs from memory, with one notice") {
  std::vector<std::string> notices;
  auto engine = Engine::create({.cacheDirectory = "/proc/nowhere",
                                .onNotice = [&](std::string_view text) { notices.emplace_back(text); }});
  REQUIRE(engine);
  const auto bytes = wat(kAdder);
  const auto module = (*engine)->load(bytes);
  REQUIRE(module);
  REQUIRE(notices.size() == 1);
  CHECK(notices.front().find("/proc/nowhere") != std::string::npos);
  const auto instance = (*engine)->instantiate(**module, {});
  REQUIRE(instance);
  CHECK(EngineFixture::callI32(**instance, "add", {i32(1), i32(2)}) == 3);
}

TEST_CASE("Engine: bad modules are refused with the offset, in both modes") {
  const bool useCache = GENERATE(true, false);
  const TemporaryFolder folder;
  auto engine = Engine::create({.useCache = useCache, .cacheDirectory = folder.path()});
  REQUIRE(engine);
  const std::vector<uint8_t> garbage = {'g', 'a', 'r', 'b', 'a', 'g', 'e', '!'};
  CHECK_FALSE((*engine)->load(garbage));
  CHECK_FALSE((*engine)->load({}));
  // A body that leaves an i64 where an i32 is due: parses, but is not valid.
  const std::vector<uint8_t> invalid = {0,  'a', 's', 'm', 1, 0,  0, 0, 1, 5, 1,    0x60, 0,
                                        1,  0x7F, 3,  2,   1, 0, 10, 6, 1, 4, 0,    0x42, 0,
                                        0x0B};
  const auto refused = (*engine)->load(invalid);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("type mismatch") != std::string::npos);
  CHECK(refused.error().offset);
}

TEST_CASE("Engine: a missing compiler is an error that says what to do") {
  const bool useCache = GENERATE(true, false);
  auto engine = Engine::create({.useCache = useCache, .compilerLibrary = "/nowhere/compiler.so"});
  REQUIRE(engine);
  const auto bytes = wat(kAdder);
  const auto module = (*engine)->load(bytes);
  REQUIRE_FALSE(module);
  CHECK(module.error().message.find("WASMPI_COMPILER") != std::string::npos);
}

TEST_CASE("Engine: traps of generated code arrive as values, and the instance stays usable") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(R"((module (memory 1 2) (table 3 funcref)
    (type $v (func)) (elem (i32.const 1) $other)
    (func $other (param i32))
    (func (export "unreachable") unreachable)
    (func (export "load") (param i32) (result i32) (i32.load offset=4294967295 (local.get 0)))
    (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1)))
    (func (export "convert") (param f64) (result i32) (i32.trunc_f64_s (local.get 0)))
    (func (export "indirect") (param i32) (call_indirect (type $v) (local.get 0)))
    (func (export "fill") (param i32 i32) (memory.fill (local.get 0) (i32.const 1) (local.get 1)))
    (func $endless (export "endless") (result i32) (i32.add (call $endless) (i32.const 1)))))");
  const auto codeOf = [&](std::string_view name, std::vector<Value> arguments) {
    return fixture.trapOf(instance, name, std::move(arguments)).code;
  };
  for (int round = 0; round < 3; ++round) {
    CHECK(codeOf("unreachable", {}) == TrapCode::Unreachable);
    CHECK(codeOf("load", {i32(-1)}) == TrapCode::MemoryOutOfBounds);
    CHECK(codeOf("load", {i32(0)}) == TrapCode::MemoryOutOfBounds);
    CHECK(codeOf("divide", {i32(1), i32(0)}) == TrapCode::IntegerDivideByZero);
    CHECK(codeOf("divide", {i32(INT32_MIN), i32(-1)}) == TrapCode::IntegerOverflow);
    CHECK(codeOf("convert", {{kF64, 0x7FF8000000000000}}) == TrapCode::InvalidConversion);
    CHECK(codeOf("indirect", {i32(0)}) == TrapCode::UninitializedElement);
    CHECK(codeOf("indirect", {i32(1)}) == TrapCode::IndirectCallMismatch);
    CHECK(codeOf("indirect", {i32(3)}) == TrapCode::UndefinedElement);
    CHECK(codeOf("fill", {i32(65530), i32(7)}) == TrapCode::MemoryOutOfBounds);
    CHECK(codeOf("endless", {}) == TrapCode::StackOverflow);
  }
  CHECK(fixture.callI32(instance, "divide", {i32(7), i32(2)}) == 3);
}

TEST_CASE("Engine: a guest loop that became a library call may run out of bounds") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(R"((module (memory 1)
    (func (export "clear") (param $end i32) (local $i i32)
      (loop $next
        (i64.store (local.get $i) (i64.const 0))
        (local.set $i (i32.add (local.get $i) (i32.const 8)))
        (br_if $next (i32.lt_u (local.get $i) (local.get $end)))))))");
  CHECK(fixture.call(instance, "clear", {i32(65536)}));
  CHECK(fixture.trapOf(instance, "clear", {i32(1 << 20)}).code == TrapCode::MemoryOutOfBounds);
}

TEST_CASE("Engine: endless recursion is caught on a guest thread thousands of times, also where it calls the host") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(R"((module
    (import "host" "fail_if" (func $host (param i32) (result i32)))
    (memory 1)
    (func $plain (export "plain") (result i32) (i32.add (call $plain) (i32.const 1)))
    (func $calling (export "calling") (result i32)
      (i32.add (call $host (i32.const 0)) (i32.add (memory.grow (i32.const 0)) (i32.add (call $calling) (i32.const 1)))))))");
  int overflows = 0;
  uint64_t omitted = 0;
  REQUIRE(runOnGuestStack(1 << 20, [&] {
    for (int i = 0; i < 1000; ++i)
      for (const char* name : {"plain", "calling"}) {
        const auto found = instance.findExport(name);
        const auto result = instance.call(std::get<FunctionInstance>(*found), {});
        overflows += !result && result.error().code == TrapCode::StackOverflow;
        omitted = result ? 0 : result.error().omittedFrameCount;
      }
  }));
  CHECK(overflows == 2000);
  CHECK(omitted > 800);
}

TEST_CASE("Engine: hostcalls get their context and scalars, and may trap or exit") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(R"((module
    (import "host" "log" (func $log (param i32)))
    (import "host" "fail_if" (func $failIf (param i32) (result i32)))
    (import "host" "leave" (func $leave (param i32)))
    (func (export "log") (call $log (i32.const 1)) (call $log (i32.const -2)))
    (func (export "fail") (result i32) (call $failIf (i32.const 1)))
    (func (export "leave") (call $leave (i32.const 9)))))");
  REQUIRE(fixture.call(instance, "log"));
  CHECK(fixture.host.context.logged == std::vector<int32_t>{1, -2});
  CHECK(fixture.trapOf(instance, "fail").text() == "error in a host call: fail_if: as you wish");
  const Trap exit = fixture.trapOf(instance, "leave");
  CHECK(exit.isExit());
  CHECK(exit.exitStatus == 9);
}

TEST_CASE("Engine: a host function works through a table and as an export") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(R"((module
    (import "host" "log" (func $log (param i32)))
    (type $unary (func (param i32)))
    (table 1 funcref) (elem (i32.const 0) $log)
    (func (export "indirect") (call_indirect (type $unary) (i32.const 5) (i32.const 0)))
    (export "log" (func $log))))");
  REQUIRE(fixture.call(instance, "indirect"));
  REQUIRE(fixture.call(instance, "log", {i32(6)}));
  CHECK(fixture.host.context.logged == std::vector<int32_t>{5, 6});
}

TEST_CASE("Engine: callbacks run in the guest, and their traps are values") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(R"((module
    (import "host" "apply" (func $apply (param i32) (result i32)))
    (table (export "__indirect_function_table") 5 funcref)
    (elem (i32.const 1) $add $trap $unary)
    (func $add (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func $trap (param i32 i32) (result i32) unreachable)
    (func $unary (param i32) (result i32) local.get 0)
    (func (export "run") (param i32) (result i32) (call $apply (local.get 0)))))");
  CHECK(fixture.callI32(instance, "run", {i32(1)}) == 42);
  CHECK(fixture.callI32(instance, "run", {i32(2)}) == -1);
  CHECK(fixture.callI32(instance, "run", {i32(1)}) == 42);
  const auto text = [&](int32_t index) { return fixture.trapOf(instance, "run", {i32(index)}).text(); };
  CHECK(text(0).ends_with("apply: function pointer 0 is null"));
  CHECK(text(3).ends_with("apply: the function at table index 3 is not of type (i32, i32) -> i32"));
  CHECK(text(5).ends_with("apply: function pointer 5 is outside of the table (5 entries)"));
  CHECK(text(-1).ends_with("apply: function pointer 4294967295 is outside of the table (5 entries)"));
}

TEST_CASE("Engine: a backtrace names the guest's functions and where they are") {
  EngineFixture fixture(anyMode(), {.optLevel = OptLevel::O0});
  Instance& instance = fixture.instantiate(R"((module
    (import "host" "fail_if" (func $failIf (param i32) (result i32)))
    (memory 1)
    (func $inner (param i32) (result i32) (i32.load (local.get 0)))
    (func $middle (param i32) (result i32) (i32.add (call $inner (local.get 0)) (i32.const 1)))
    (func $outer (export "memory") (param i32) (result i32) (i32.add (call $middle (local.get 0)) (i32.const 1)))
    (func $host (export "host") (result i32) (i32.add (call $failIf (i32.const 1)) (i32.const 1)))))");
  const auto names = [](const Trap& trap) {
    std::vector<std::string> result;
    for (const BacktraceFrame& frame : trap.backtrace)
      result.push_back(frame.function);
    return result;
  };
  const Trap memory = fixture.trapOf(instance, "memory", {i32(-4)});
  CHECK(names(memory) == std::vector<std::string>{"inner", "middle", "outer"});
  uint64_t last = 0;
  for (const BacktraceFrame& frame : memory.backtrace) {
    CHECK(frame.wasmOffset > last); // the bodies stand in this order
    last = frame.wasmOffset;
  }
  CHECK(names(fixture.trapOf(instance, "host")) == std::vector<std::string>{"host"});
}

TEST_CASE("Engine: inlined functions are in the backtrace too") {
  EngineFixture fixture(anyMode());
  Instance& instance = fixture.instantiate(R"((module
    (func $inner (param i32) (if (local.get 0) (then unreachable)))
    (func $outer (export "run") (param i32) (call $inner (local.get 0)))))");
  const Trap trap = fixture.trapOf(instance, "run", {i32(1)});
  REQUIRE(trap.backtrace.size() == 2);
  CHECK(trap.backtrace[0].function == "inner");
  CHECK(trap.backtrace[0].isInlined);
  CHECK(trap.backtrace[1].function == "outer");
}

TEST_CASE("Engine: explicit bounds checks catch what guards would") {
  EngineFixture fixture(anyMode(), {.boundsChecks = BoundsChecks::Explicit});
  Instance& instance = fixture.instantiate(R"((module (memory 1 3)
    (func (export "load") (param i32) (result i32) (i32.load offset=8 (local.get 0)))
    (func (export "far") (param i32) (result i32) (i32.load offset=4294967295 (local.get 0)))
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))))");
  CHECK(fixture.callI32(instance, "load", {i32(65524)}) == 0);
  CHECK(fixture.trapOf(instance, "load", {i32(65525)}).code == TrapCode::MemoryOutOfBounds);
  CHECK(fixture.trapOf(instance, "far", {i32(-1)}).code == TrapCode::MemoryOutOfBounds);
  CHECK(fixture.callI32(instance, "grow", {i32(2)}) == 1);
  CHECK(fixture.callI32(instance, "grow", {i32(1)}) == -1);
  CHECK(fixture.callI32(instance, "load", {i32(65525)}) == 0);
}
