// Accesses of memories as guests make them: many memories in a module, memories with 64-bit addresses and hostile ones in
// front of them. At -O0 as lowered, at -O3 as optimised.
#include <catch2/catch.hpp>

#include "engine_fixture.h"
#include "wasm_bytes.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using namespace wasmpi::test;

namespace {

struct Fixture : EngineFixture {
  Fixture() : EngineFixture(Mode::Memory, {.optLevel = GENERATE(OptLevel::O0, OptLevel::O3)}) {}

  static int64_t callI64(Instance& instance, std::string_view name,
                         std::vector<Value> arguments = {}) {
    const auto results = call(instance, name, std::move(arguments));
    INFO((results ? "" : results.error().text()));
    REQUIRE(results);
    return static_cast<int64_t>(results->front().bits);
  }
  static bool isOutOfBounds(Instance& instance, std::string_view name,
                            std::vector<Value> arguments) {
    return trapOf(instance, name, std::move(arguments)).code == TrapCode::MemoryOutOfBounds;
  }
};

constexpr uint64_t kMax = UINT64_MAX;
constexpr uint64_t kGiB = uint64_t{1} << 30;

Value address(uint64_t value) { return {kI64, value}; }

/// Memory 0 of one page with 64-bit addresses; "f" loads the i64 at its argument plus `offset`.
std::vector<uint8_t> loadWithOffset(uint64_t offset) {
  const test::Bytes code =
      test::Bytes{0x20, 0x00, 0x29, 0x00} + test::leb(offset) + test::Bytes{kEnd};
  return test::module({section(1, vec({functionType({kI64Code}, {kI64Code})})),
                       section(3, vec({{0x00}})), section(5, vec({{0x04, 0x01}})),
                       section(7, vec({name("f") + test::Bytes{0x00, 0x00}})),
                       section(10, vec({body(code)}))});
}

} // namespace

TEST_CASE_METHOD(Fixture, "memories: each of a hundred is its own") {
  std::string text = "(module";
  for (int i = 0; i < 100; ++i)
    text += fmt::format("(memory $m{0} 1) (data (memory $m{0}) (i32.const {0}) \"\\{0:02x}\")", i);
  for (int i = 0; i < 100; ++i)
    text += fmt::format("(func (export \"get{0}\") (param i32) (result i32)"
                        " (i32.load8_u $m{0} (local.get 0)))",
                        i);
  Instance& instance = instantiate(text + ")");
  for (int i = 0; i < 100; ++i) {
    CHECK(callI32(instance, fmt::format("get{}", i), {i32(i)}) == i);
    CHECK(callI32(instance, fmt::format("get{}", i), {i32(i + 1)}) == 0);
  }
}

TEST_CASE_METHOD(Fixture, "memories: the bounds of each are its own") {
  other = &instantiate(R"((module (memory (export "m") 3)
    (func (export "get") (param i32) (result i32) (i32.load8_u (local.get 0)))))");
  Instance& instance = instantiate(R"((module
    (import "other" "m" (memory $imported 1)) (memory $own 1)
    (data $d "hello")
    (func (export "get") (param i32) (result i32) (i32.load8_u $own (local.get 0)))
    (func (export "grow") (result i32) (memory.grow $own (i32.const 1)))
    (func (export "sizes") (result i32) (i32.add (memory.size $imported) (i32.mul (i32.const 10) (memory.size $own))))
    (func (export "init") (param i32) (memory.init $own $d (local.get 0) (i32.const 0) (i32.const 5)))
    (func (export "out") (param i32 i32 i32) (memory.copy $imported $own (local.get 0) (local.get 1) (local.get 2)))
    (func (export "in") (param i32 i32 i32) (memory.copy $own $imported (local.get 0) (local.get 1) (local.get 2)))
    (func (export "fill") (param i32 i32) (memory.fill $own (local.get 0) (i32.const 7) (local.get 1)))))");
  CHECK(callI32(instance, "sizes") == 13);
  CHECK(isOutOfBounds(instance, "get", {i32(65536)}));
  CHECK(isOutOfBounds(instance, "init", {i32(65532)}));
  REQUIRE(call(instance, "init", {i32(65531)}));
  CHECK(isOutOfBounds(instance, "out", {i32(0), i32(65531), i32(6)}));
  CHECK(isOutOfBounds(instance, "out", {i32(3 * 65536 - 4), i32(65531), i32(5)}));
  REQUIRE(call(instance, "out", {i32(3 * 65536 - 5), i32(65531), i32(5)}));
  CHECK(callI32(*other, "get", {i32(3 * 65536 - 1)}) == 'o');
  CHECK(isOutOfBounds(instance, "in", {i32(65532), i32(3 * 65536 - 5), i32(5)}));
  REQUIRE(call(instance, "in", {i32(0), i32(3 * 65536 - 5), i32(5)}));
  CHECK(callI32(instance, "get", {i32(0)}) == 'h');
  CHECK(isOutOfBounds(instance, "fill", {i32(1), i32(65536)}));
  CHECK(callI32(instance, "get", {i32(1)}) == 'e'); // nothing was written
  CHECK(callI32(instance, "grow") == 1);
  CHECK(callI32(instance, "sizes") == 23);
  CHECK(callI32(instance, "get", {i32(65536)}) == 0);
}

TEST_CASE("memories: all of an engine share one limit") {
  EngineFixture fixture(Mode::Memory,
                        {.maxMemoryByteSize = 3 << 16, .maxMemory64ByteSize = 3 << 16});
  Instance& instance = fixture.instantiate(R"((module (memory $a 1) (memory $b i64 1)
    (func (export "grow_a") (param i32) (result i32) (memory.grow $a (local.get 0)))
    (func (export "grow_b") (param i64) (result i64) (memory.grow $b (local.get 0)))))");
  CHECK(fixture.callI32(instance, "grow_a", {i32(2)}) == -1);
  CHECK(fixture.call(instance, "grow_b", {i64(1)})->front().bits == 1);
  CHECK(fixture.callI32(instance, "grow_a", {i32(1)}) == -1);
  CHECK(fixture.failureOf("(module (memory 1))").find("all memories together") !=
        std::string::npos);
  CHECK(fixture.tryInstantiate("(module (memory 0))"));
}

TEST_CASE_METHOD(Fixture, "memories: a loop that tests a divisor divides for its address after the test") {
  // The address of the i32.store is the same in all iterations, and none can be computed before.
  Instance& instance = instantiate(R"((module (memory 1)
    (func (export "fill") (param $p i32) (param $n i32) (param $x i32) (param $y i32) (result i32) (local $i i32)
      (loop $again
        (if (local.get $y)
          (then (i32.store (i32.add (i32.and (i32.div_u (local.get $x) (local.get $y)) (i32.const 0xfff8))
                                    (i32.const 4)) (local.get $i))))
        (i64.store (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 4))) (i64.const 1))
        (i64.store (i32.add (i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 4))) (i32.const 8)) (i64.const 2))
        (br_if $again (i32.ne (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
      (i32.load (i32.const 12)))))");
  CHECK(callI32(instance, "fill", {i32(1024), i32(100), i32(80), i32(0)}) == 0);
  CHECK(callI32(instance, "fill", {i32(1024), i32(100), i32(80), i32(10)}) == 99);
}

TEST_CASE_METHOD(Fixture, "memory64: address, offset and width add up without overflow") {
  for (const uint64_t offset :
       {uint64_t{0}, uint64_t{1}, uint64_t{65528}, uint64_t{65529}, 4 * kGiB, kMax / 2, kMax - 65535,
        kMax - 8, kMax - 7, kMax - 6, kMax}) {
    const auto bytes = loadWithOffset(offset);
    const auto module = engine->load(bytes);
    REQUIRE(module);
    const auto instance = engine->instantiate(**module, {});
    REQUIRE(instance);
    for (const uint64_t start :
         {uint64_t{0}, uint64_t{1}, uint64_t{7}, uint64_t{8}, uint64_t{65527}, uint64_t{65528},
          uint64_t{65529}, uint64_t{65536}, 4 * kGiB, 8 * kGiB, kMax / 2, kMax / 2 + 1,
          kMax - 65535, kMax - 8, kMax - 7, kMax - 1, kMax}) {
      INFO("offset " << offset << ", address " << start);
      const bool isInside = offset <= 65528 && start <= 65528 - offset;
      if (isInside)
        CHECK(callI64(**instance, "f", {address(start)}) == 0);
      else
        CHECK(isOutOfBounds(**instance, "f", {address(start)}));
    }
  }
}

TEST_CASE_METHOD(Fixture, "memory64: nothing between the size and the end of the reservation can be touched") {
  Instance& instance = instantiate(R"((module (memory i64 0)
    (func (export "get") (param i64) (drop (i32.load8_u (local.get 0))))
    (func (export "set") (param i64) (i64.store offset=16 (local.get 0) (i64.const -1)))
    (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0)))))");
  for (const uint64_t pages : {0, 1, 3}) {
    const uint64_t size = pages * kPageByteSize;
    for (const uint64_t beyond : {size, size + 1, size + 4095, size + kPageByteSize, kGiB,
                                  kMaxMemory64ByteSize - 1, kMaxMemory64ByteSize, kMax}) {
      INFO(pages << " pages, address " << beyond);
      CHECK(isOutOfBounds(instance, "get", {address(beyond)}));
      CHECK(isOutOfBounds(instance, "set", {address(beyond - 16)}));
      CHECK(isOutOfBounds(instance, "set", {address(beyond - 23)}));
    }
    if (pages != 0) {
      CHECK(call(instance, "get", {address(size - 1)}));
      CHECK(call(instance, "set", {address(size - 24)}));
    }
    CHECK(callI64(instance, "grow", {i64(pages + 1)}) == static_cast<int64_t>(pages));
  }
}

TEST_CASE_METHOD(Fixture, "memory64: growth stops at the maximum and never overflows") {
  Instance& instance = instantiate(R"((module (memory i64 2 5)
    (func (export "size") (result i64) (memory.size))
    (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0)))))");
  for (const uint64_t delta : {uint64_t{4}, uint64_t{65536}, uint64_t{1} << 48, kMax / 65536, kMax - 1, kMax})
    CHECK(callI64(instance, "grow", {address(delta)}) == -1);
  CHECK(callI64(instance, "grow", {i64(3)}) == 2);
  CHECK(callI64(instance, "grow", {i64(1)}) == -1);
  CHECK(callI64(instance, "grow", {i64(0)}) == 5);
  CHECK(callI64(instance, "size") == 5);
  CHECK(isOutOfBounds(instantiate(R"((module (memory i64 0 0)
    (func (export "get") (param i64) (result i32) (i32.load8_u (local.get 0)))))"),
                      "get", {address(0)}));
}

TEST_CASE_METHOD(Fixture, "memory64: bulk operations check ranges of 64 bits before they write") {
  Instance& instance = instantiate(R"((module (memory $m i64 1) (memory $n 1) (data $d "hello")
    (func (export "get") (param i64) (result i32) (i32.load8_u $m (local.get 0)))
    (func (export "fill") (param i64 i64) (memory.fill $m (local.get 0) (i32.const 9) (local.get 1)))
    (func (export "copy") (param i64 i64 i64) (memory.copy $m $m (local.get 0) (local.get 1) (local.get 2)))
    (func (export "widen") (param i64 i32 i32) (memory.copy $m $n (local.get 0) (local.get 1) (local.get 2)))
    (func (export "narrow") (param i32 i64 i32) (memory.copy $n $m (local.get 0) (local.get 1) (local.get 2)))
    (func (export "init") (param i64 i32 i32) (memory.init $m $d (local.get 0) (local.get 1) (local.get 2)))))");
  struct Range {
    uint64_t start, length;
  };
  for (const Range range : {Range{0, 65537}, {65536, 1}, {65537, 0}, {1, kMax}, {kMax, 1}, {kMax, 2},
                            {kMax - 3, 8}, {kMax, kMax}, {1, uint64_t{1} << 63},
                            {uint64_t{1} << 32, 1}, {0, uint64_t{1} << 32}}) {
    INFO(range.start << " + " << range.length);
    CHECK(isOutOfBounds(instance, "fill", {address(range.start), address(range.length)}));
    CHECK(isOutOfBounds(instance, "copy", {address(0), address(range.start), address(range.length)}));
    CHECK(isOutOfBounds(instance, "copy", {address(range.start), address(0), address(range.length)}));
  }
  CHECK(callI32(instance, "get", {address(65535)}) == 0);
  for (const uint64_t start : {uint64_t{65532}, uint64_t{65537}, uint64_t{1} << 32, kMax, kMax - 3}) {
    CHECK(isOutOfBounds(instance, "init", {address(start), i32(0), i32(5)}));
    CHECK(isOutOfBounds(instance, "widen", {address(start), i32(0), i32(5)}));
    CHECK(isOutOfBounds(instance, "narrow", {i32(0), address(start), i32(5)}));
  }
  CHECK(isOutOfBounds(instance, "init", {address(0), i32(1), i32(5)}));
  CHECK(isOutOfBounds(instance, "widen", {address(0), i32(-1), i32(2)}));
  CHECK(isOutOfBounds(instance, "widen", {address(0), i32(0), i32(-1)}));
  CHECK(isOutOfBounds(instance, "narrow", {i32(-1), address(0), i32(2)}));
  REQUIRE(call(instance, "init", {address(65531), i32(0), i32(5)}));
  REQUIRE(call(instance, "narrow", {i32(65531), address(65531), i32(5)}));
  REQUIRE(call(instance, "fill", {address(0), address(65536)}));
  REQUIRE(call(instance, "widen", {address(1), i32(65531), i32(5)}));
  CHECK(callI32(instance, "get", {address(0)}) == 9);
  CHECK(callI32(instance, "get", {address(1)}) == 'h');
  CHECK(callI32(instance, "get", {address(65535)}) == 9);
  CHECK(call(instance, "fill", {address(65536), address(0)}));
}

TEST_CASE_METHOD(Fixture, "memory64: more than 4 GiB can be used") {
  Instance& instance = instantiate(R"((module (memory i64 98304)
    (func (export "set") (param i64 i64) (i64.store (local.get 0) (local.get 1)))
    (func (export "get") (param i64) (result i64) (i64.load (local.get 0)))
    (func (export "get_far") (param i64) (result i64) (i64.load offset=4294967295 (local.get 0)))))");
  const uint64_t size = 6 * kGiB, step = 256 << 20;
  for (uint64_t place = 0; place < size; place += step)
    REQUIRE(call(instance, "set", {address(place), address(place + 1)}));
  REQUIRE(call(instance, "set", {address(size - 8), address(77)}));
  for (uint64_t place = 0; place < size; place += step)
    CHECK(callI64(instance, "get", {address(place)}) == static_cast<int64_t>(place + 1));
  CHECK(callI64(instance, "get_far", {address(1)}) == static_cast<int64_t>(4 * kGiB + 1));
  CHECK(callI64(instance, "get_far", {address(size - 8 - UINT32_MAX)}) == 77);
  CHECK(isOutOfBounds(instance, "get_far", {address(size - 7 - UINT32_MAX)}));
  CHECK(isOutOfBounds(instance, "get", {address(size - 7)}));
}

TEST_CASE_METHOD(Fixture, "memory64: a minimum that cannot be had fails instantiation, not validation") {
  CHECK(failureOf("(module (memory i64 281474976710656))") ==
        "the module needs a memory of 281474976710656 pages of 64 KiB (17592186044416 MiB), but the "
        "limit is 16777216 pages of 64 KiB (1048576 MiB)");
  CHECK(tryInstantiate("(module (memory i64 0 281474976710656))"));
}

TEST_CASE_METHOD(Fixture, "memory64: host functions refuse a module whose memory has 64-bit addresses") {
  const std::string wanted = R"((import "host" "log" (func (param i32))))";
  CHECK(failureOf("(module " + wanted + "(memory i64 1))")
            .starts_with("memory64 modules cannot import host.log: host functions take 32-bit"));
  CHECK(tryInstantiate("(module " + wanted + "(memory i64 1) (memory (export \"memory\") 1))"));
  CHECK(tryInstantiate("(module " + wanted + ")"));
}
