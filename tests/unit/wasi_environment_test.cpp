// args_*, environ_*, clock_*, random_get, proc_exit, preopens.
#include <algorithm>

#include "wasi_fixture.h"

using namespace wasmpi;       // NOLINT: a test
using namespace wasmpi::wasi; // NOLINT: a test
using test::errorOf;
using test::traps;
using test::WasiGuest;

TEST_CASE("WASI: arguments are laid out as a C argv") {
  WasiGuest guest({.arguments = {"program", "", "two words"}});
  REQUIRE(errorOf(args::sizesGet(guest.context(), {0x10}, {0x14})) == Errno::Success);
  CHECK(guest.load<uint32_t>(0x10) == 3);
  CHECK(guest.load<uint32_t>(0x14) == 19);
  REQUIRE(errorOf(args::get(guest.context(), {0x20}, {0x101})) == Errno::Success);
  CHECK(guest.load<uint32_t>(0x20) == 0x101);
  CHECK(guest.load<uint32_t>(0x24) == 0x101 + 8);
  CHECK(guest.load<uint32_t>(0x28) == 0x101 + 9);
  CHECK(guest.text(0x101, 19) == std::string("program\0\0two words\0", 19));
}

TEST_CASE("WASI: an environment may be empty, and its bounds are exact") {
  WasiGuest none;
  REQUIRE(errorOf(environ::sizesGet(none.context(), {0x10}, {0x14})) == Errno::Success);
  CHECK(none.load<uint64_t>(0x10) == 0);
  CHECK(errorOf(environ::get(none.context(), {0x20}, {0x20})) == Errno::Success);

  WasiGuest guest({.environment = {"A=1", "B=22"}});
  const uint32_t end = WasiGuest::kMemorySize;
  CHECK(errorOf(environ::get(guest.context(), {end - 17}, {end - 9})) == Errno::Success);
  CHECK(guest.text(end - 9, 9) == std::string("A=1\0B=22\0", 9));
  CHECK(traps(environ::get(guest.context(), {end - 7}, {0})));
  CHECK(traps(environ::get(guest.context(), {0}, {end - 8})));
  CHECK(traps(environ::get(guest.context(), {0xfffffffc}, {0})));
  CHECK(traps(environ::sizesGet(guest.context(), {end - 3}, {0})));
  CHECK(traps(environ::sizesGet(guest.context(), {0}, {end})));
}

TEST_CASE("WASI: clocks exist, do not go back, and unknown ones are invalid") {
  WasiGuest guest;
  for (uint32_t id = 0; id < 4; ++id) {
    INFO("clock " << id);
    REQUIRE(errorOf(clock::resolutionGet(guest.context(), id, {8})) == Errno::Success);
    CHECK(guest.load<uint64_t>(8) > 0);
    REQUIRE(errorOf(clock::timeGet(guest.context(), id, 0, {8})) == Errno::Success);
    REQUIRE(errorOf(clock::timeGet(guest.context(), id, 0, {16})) == Errno::Success);
    if (id != static_cast<uint32_t>(ClockId::Realtime))
      CHECK(guest.load<uint64_t>(16) >= guest.load<uint64_t>(8));
  }
  CHECK(errorOf(clock::timeGet(guest.context(), 4, 0, {8})) == Errno::Invalid);
  CHECK(errorOf(clock::resolutionGet(guest.context(), 0xffffffff, {8})) == Errno::Invalid);
  CHECK(traps(clock::timeGet(guest.context(), 0, 0, {WasiGuest::kMemorySize - 7})));
}

TEST_CASE("WASI: random bytes fill exactly the buffer") {
  WasiGuest guest;
  REQUIRE(errorOf(process::randomGet(guest.context(), {0x100}, 4096)) == Errno::Success);
  CHECK(std::any_of(guest.at(0x100), guest.at(0x1100), [](uint8_t byte) { return byte != 0; }));
  CHECK(std::all_of(guest.at(0), guest.at(0x100), [](uint8_t byte) { return byte == 0; }));
  CHECK(std::all_of(guest.at(0x1100), guest.at(0x2000), [](uint8_t byte) { return byte == 0; }));
  CHECK(errorOf(process::randomGet(guest.context(), {WasiGuest::kMemorySize}, 0)) ==
        Errno::Success);
  CHECK(traps(process::randomGet(guest.context(), {WasiGuest::kMemorySize - 1}, 2)));
  CHECK(traps(process::randomGet(guest.context(), {1}, 0xffffffff)));
}

TEST_CASE("WASI: exiting is a trap with the status") {
  WasiGuest guest;
  const auto outcome = process::exit(guest.context(), 42);
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().isExit());
  CHECK(outcome.error().exitStatus == 42);
}

TEST_CASE("WASI: preopens are found from descriptor 3 on, with their guest names") {
  const test::TemporaryFolder other;
  WasiGuest guest({.preopens = {{other.path().string(), "data"}}});
  REQUIRE(errorOf(fd::prestatGet(guest.context(), 3, {8})) == Errno::Success);
  CHECK(guest.load<uint8_t>(8) == 0);
  CHECK(guest.load<uint32_t>(12) == 4);
  REQUIRE(errorOf(fd::prestatDirName(guest.context(), 3, {0x40}, 4)) == Errno::Success);
  CHECK(guest.text(0x40, 5) == std::string("data\0", 5));
  CHECK(errorOf(fd::prestatDirName(guest.context(), 3, {0x40}, 3)) == Errno::NameTooLong);
  REQUIRE(errorOf(fd::prestatGet(guest.context(), 4, {8})) == Errno::Success);
  CHECK(guest.load<uint32_t>(12) == 1);
  CHECK(errorOf(fd::prestatGet(guest.context(), 5, {8})) == Errno::BadDescriptor);
  CHECK(errorOf(fd::prestatGet(guest.context(), 0, {8})) == Errno::BadDescriptor);
  CHECK(traps(fd::prestatGet(guest.context(), 3, {WasiGuest::kMemorySize - 4})));
  CHECK(traps(fd::prestatDirName(guest.context(), 3, {WasiGuest::kMemorySize - 3}, 4)));
}

TEST_CASE("WASI: raised signals end the guest, do nothing, or are refused") {
  WasiGuest guest;
  const auto raise = [&](uint32_t signal) { return process::raise(guest.context(), signal); };
  for (const uint32_t harmless : {0u, 16u, 17u, 22u, 27u})
    CHECK(errorOf(raise(harmless)) == Errno::Success);
  for (const uint32_t stopping : {18u, 19u, 20u, 21u})
    CHECK(errorOf(raise(stopping)) == Errno::NotSupported);
  for (const uint32_t unknown : {31u, 64u, 0xffffffffu})
    CHECK(errorOf(raise(unknown)) == Errno::Invalid);
  for (const uint32_t deadly : {1u, 6u, 9u, 11u, 15u, 30u}) {
    auto ended = raise(deadly);
    REQUIRE_FALSE(ended);
    REQUIRE(ended.error().isTrap());
    CHECK(ended.error().trap().code == TrapCode::HostCall);
  }
}
