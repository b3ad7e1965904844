// Atomic instructions and waiting, as guests use them from several threads. At -O0 as lowered, at -O3 as optimised.
#include <atomic>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

#include "engine_fixture.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using namespace wasmpi::test;

namespace {

struct Fixture : EngineFixture {
  Fixture() : EngineFixture(Mode::Memory, {.optLevel = GENERATE(OptLevel::O0, OptLevel::O3)}) {}

  /// Calls an export on several threads at once.
  static void callOnThreads(Instance& instance, std::string_view name, int threadCount,
                            const std::vector<Value>& arguments) {
    const auto function = std::get<FunctionInstance>(*instance.findExport(name));
    std::vector<std::thread> threads;
    std::atomic<int> failures = 0;
    for (int i = 0; i < threadCount; ++i)
      threads.emplace_back([&] { failures += instance.call(function, arguments) ? 0 : 1; });
    for (std::thread& thread : threads)
      thread.join();
    CHECK(failures == 0);
  }
};

} // namespace

TEST_CASE_METHOD(Fixture, "atomics: additions of several threads add up, at every width") {
  Instance& instance = instantiate(R"((module (memory 1 1 shared)
    (func (export "add") (param $count i32)
      (loop $next
        (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
        (drop (i64.atomic.rmw.add (i32.const 8) (i64.const 0x100000000)))
        (drop (i32.atomic.rmw8.sub_u offset=1 (i32.const 16) (i32.const 1)))
        (drop (i64.atomic.rmw16.xor_u (i32.const 20) (i64.const 1)))
        (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
    (func (export "get") (param i32) (result i32) (i32.atomic.load (local.get 0)))))");
  callOnThreads(instance, "add", 4, {i32(10'000)});
  CHECK(callI32(instance, "get", {i32(0)}) == 40'000);
  CHECK(callI32(instance, "get", {i32(8)}) == 0);
  CHECK(callI32(instance, "get", {i32(12)}) == 40'000);
  CHECK(callI32(instance, "get", {i32(16)}) == ((-40'000 & 0xFF) << 8)); // its neighbours are untouched
  CHECK(callI32(instance, "get", {i32(20)}) == 0);
}

TEST_CASE_METHOD(Fixture, "atomics: a lock of compare-and-exchange, wait and notify excludes") {
  Instance& instance = instantiate(R"((module (memory 1 1 shared)
    (func $lock
      (block $done (loop $again
        (br_if $done (i32.eqz (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 1))))
        (drop (memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const -1)))
        (br $again))))
    (func $unlock
      (i32.atomic.store (i32.const 0) (i32.const 0))
      (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
    (func (export "work") (param $count i32)
      (loop $next
        (call $lock)
        (i64.store (i32.const 64) (i64.add (i64.load (i32.const 64)) (i64.const 1)))
        (call $unlock)
        (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
    (func (export "count") (result i32) (i32.load (i32.const 64)))))");
  callOnThreads(instance, "work", 4, {i32(2'000)});
  CHECK(callI32(instance, "count") == 8'000);
}

TEST_CASE_METHOD(Fixture, "atomics: stores and loads are in one order for all threads") {
  // Dekker: each thread sets its flag, then reads the other's; both cannot read 0.
  Instance& instance = instantiate(R"((module (memory 1 1 shared)
    (func (export "try") (param $mine i32) (param $other i32) (result i32)
      (i32.atomic.store (local.get $mine) (i32.const 1))
      (i32.atomic.load (local.get $other)))
    (func (export "fenced") (param $mine i32) (param $other i32) (result i32)
      (i32.store (local.get $mine) (i32.const 1))
      (atomic.fence)
      (i32.load (local.get $other)))
    (func (export "reset") (i64.atomic.store (i32.const 0) (i64.const 0)))))");
  for (const char* name : {"try", "fenced"}) {
    const auto function = std::get<FunctionInstance>(*instance.findExport(name));
    for (int round = 0; round < 200; ++round) {
      REQUIRE(call(instance, "reset"));
      uint64_t here = 0, there = 0;
      std::thread other([&] { there = (*instance.call(function, std::vector{i32(4), i32(0)}))[0].bits; });
      here = (*instance.call(function, std::vector{i32(0), i32(4)}))[0].bits;
      other.join();
      CHECK(here + there != 0);
    }
  }
}

TEST_CASE_METHOD(Fixture, "atomics: what is not aligned or out of bounds traps, offset included") {
  Instance& instance = instantiate(R"((module (memory 1 2 shared)
    (func (export "load") (param i32) (drop (i32.atomic.load offset=2 (local.get 0))))
    (func (export "load8") (param i32) (drop (i64.atomic.load8_u (local.get 0))))
    (func (export "far") (param i32) (drop (i64.atomic.rmw.or offset=4294967288 (local.get 0) (i64.const 0))))
    (func (export "store16") (param i32) (i32.atomic.store16 (local.get 0) (i32.const 1)))
    (func (export "cmpxchg") (param i32) (drop (i64.atomic.rmw32.cmpxchg_u (local.get 0) (i64.const 0) (i64.const 0))))
    (func (export "wait32") (param i32) (drop (memory.atomic.wait32 (local.get 0) (i32.const 0) (i64.const 0))))
    (func (export "wait64") (param i32) (drop (memory.atomic.wait64 offset=4 (local.get 0) (i64.const 0) (i64.const 0))))
    (func (export "notify") (param i32) (drop (memory.atomic.notify (local.get 0) (i32.const 0))))))");
  const auto isUnaligned = [&](const char* name, int32_t address) {
    return trapOf(instance, name, {i32(address)}).code == TrapCode::UnalignedAtomic;
  };
  const auto isOutside = [&](const char* name, int32_t address) {
    return trapOf(instance, name, {i32(address)}).code == TrapCode::MemoryOutOfBounds;
  };
  CHECK(call(instance, "load", {i32(2)}));
  CHECK(isUnaligned("load", 0));
  CHECK(call(instance, "load8", {i32(3)}));
  CHECK(isUnaligned("store16", 65533));
  CHECK(isUnaligned("cmpxchg", 6));
  CHECK(isUnaligned("wait32", 2));
  CHECK(isUnaligned("wait64", 0));
  CHECK(isUnaligned("notify", 1));
  CHECK(isOutside("load", 65534));
  CHECK(isOutside("load8", 65536));
  CHECK(isOutside("far", 0));
  CHECK(isOutside("far", 8)); // 2^32, not 0
  CHECK(isOutside("far", -8));
  CHECK(isOutside("store16", -2));
  CHECK(isOutside("cmpxchg", 65536));
  CHECK(isOutside("wait32", 65536));
  CHECK(isOutside("wait64", 65532));
  CHECK(isOutside("notify", -4));
}

TEST_CASE_METHOD(Fixture, "atomics: an unshared memory has them all, but waiting traps and nobody is notified") {
  Instance& instance = instantiate(R"((module (memory 1)
    (func (export "add") (param i32) (result i32) (i32.atomic.rmw.add (i32.const 0) (local.get 0)))
    (func (export "wait32") (result i32) (memory.atomic.wait32 (i32.const 0) (i32.const 9) (i64.const 0)))
    (func (export "wait64") (result i32) (memory.atomic.wait64 (i32.const 0) (i64.const 9) (i64.const 0)))
    (func (export "notify") (result i32) (memory.atomic.notify (i32.const 0) (i32.const 5)))))");
  CHECK(callI32(instance, "add", {i32(4)}) == 0);
  CHECK(callI32(instance, "add", {i32(4)}) == 4);
  CHECK(trapOf(instance, "wait32").code == TrapCode::ExpectedSharedMemory);
  CHECK(trapOf(instance, "wait64").text().starts_with("expected shared memory"));
  CHECK(callI32(instance, "notify") == 0);
}

TEST_CASE_METHOD(Fixture, "atomics: waits see the value, the timeout, and the notification") {
  Instance& instance = instantiate(R"((module (memory 1 1 shared)
    (func (export "wait32") (param i32 i64) (result i32)
      (memory.atomic.wait32 offset=8 (i32.const 0) (local.get 0) (local.get 1)))
    (func (export "wait64") (param i64 i64) (result i32)
      (memory.atomic.wait64 offset=8 (i32.const 0) (local.get 0) (local.get 1)))
    (func (export "notify") (param i32) (result i32)
      (memory.atomic.notify (i32.const 8) (local.get 0)))))");
  CHECK(callI32(instance, "wait32", {i32(1), i64(-1)}) == 1);
  CHECK(callI32(instance, "wait64", {i64(int64_t{1} << 32), i64(-1)}) == 1);
  CHECK(callI32(instance, "wait32", {i32(0), i64(0)}) == 2);
  CHECK(callI32(instance, "wait64", {i64(0), i64(1000)}) == 2);
  for (const char* name : {"wait32", "wait64"}) {
    const Value expected = name == std::string("wait32") ? i32(0) : i64(0);
    const auto function = std::get<FunctionInstance>(*instance.findExport(name));
    uint64_t outcome = 7;
    std::thread waiter([&] { outcome = (*instance.call(function, std::vector{expected, i64(-1)}))[0].bits; });
    while (callI32(instance, "notify", {i32(-1)}) == 0)
      std::this_thread::yield();
    waiter.join();
    CHECK(outcome == 0);
  }
}

TEST_CASE_METHOD(Fixture, "atomics: a shared memory grows once for each that grows it, under the eyes of all") {
  for (const char* index : {"", "i64"}) {
    const std::string type = *index == '\0' ? "i32" : index;
    const auto text = fmt::format(R"((module (memory {0} 1 201 shared)
      (func (export "grow") (param $count i32) (local $old {1})
        (loop $next
          (local.set $old (memory.grow ({1}.const 1)))
          (i32.store8 (local.get $old) (i32.const 1))
          ({1}.store (if (result {1}) ({1}.gt_u (memory.size) (local.get $old))
              (then ({1}.mul (local.get $old) ({1}.const 65536))) (else (unreachable)))
            ({1}.const 1))
          (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))
      (func (export "size") (result {1}) (memory.size))))",
                                  index, type);
    Instance& instance = instantiate(text);
    callOnThreads(instance, "grow", 4, {i32(50)});
    CHECK(call(instance, "size")->front().bits == 201);
  }
}

TEST_CASE_METHOD(Fixture, "atomics: a shared memory is imported by its sharing only") {
  other = &instantiate(R"((module (memory (export "shared") 1 2 shared) (memory (export "own") 1 2)))");
  CHECK(tryInstantiate(R"((module (import "other" "shared" (memory 1 2 shared))))"));
  CHECK(failureOf(R"((module (import "other" "own" (memory 1 2 shared))))").find("incompatible") !=
        std::string::npos);
  CHECK(failureOf(R"((module (import "other" "shared" (memory 1 2))))").find("incompatible") !=
        std::string::npos);
}
