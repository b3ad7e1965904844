#include "hostcalls/system/system_module.h"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "engine_fixture.h"
#include "fake_guest.h"

using namespace wasmpi;       // NOLINT: a test reads better without the prefix
using namespace wasmpi::test; // NOLINT

namespace {

constexpr const char* kGuest = R"((module
  (import "wasmpi" "gethostname" (func $name (param i32 i32) (result i32)))
  (import "wasmpi" "process_id" (func $process (result i32)))
  (import "wasmpi" "parent_process_id" (func $parent (result i32)))
  (import "wasmpi" "resource_usage" (func $usage (param i32 i32) (result i32)))
  (memory (export "memory") 1)
  (export "gethostname" (func $name)) (export "process_id" (func $process))
  (export "parent_process_id" (func $parent)) (export "resource_usage" (func $usage))))";

struct SystemGuest {
  SystemModule system;
  EngineFixture fixture{Mode::Memory};
  Instance& instance = start();

  Instance& start() {
    HostModule* hosts[] = {&system};
    auto instance = fixture.engine->instantiate(fixture.load(kGuest), {.hostModules = hosts});
    REQUIRE(instance);
    return **instance;
  }
};

} // namespace

TEST_CASE("SystemModule: the guest learns the host's name, whole or not at all") {
  SystemGuest guest;
  char expected[256] = {};
  REQUIRE(gethostname(expected, sizeof expected - 1) == 0);
  const auto size = static_cast<int32_t>(std::strlen(expected) + 1);
  CHECK(EngineFixture::callI32(guest.instance, "gethostname", {i32(100), i32(size)}) == 0);
  CHECK(guest.system.memory().cString(100, 255) == std::string(expected));
  CHECK(EngineFixture::callI32(guest.instance, "gethostname", {i32(1000), i32(size - 1)}) == -1);
  CHECK(guest.system.memory().cString(1000, 255) == std::string());
}

TEST_CASE("SystemModule: process ids are this process's") {
  SystemGuest guest;
  CHECK(EngineFixture::callI32(guest.instance, "process_id") == getpid());
  CHECK(EngineFixture::callI32(guest.instance, "parent_process_id") == getppid());
}

TEST_CASE("SystemModule: resource usage is the process's, and nothing for children") {
  SystemGuest guest;
  CHECK(EngineFixture::callI32(guest.instance, "resource_usage", {i32(0), i32(64)}) == 0);
  const auto own = guest.system.memory().read(GuestPtr<ResourceUsage>{64});
  REQUIRE(own);
  CHECK(own->maxResidentKibibytes > 100);
  CHECK(own->userMicroseconds + own->systemMicroseconds > 0);
  CHECK(EngineFixture::callI32(guest.instance, "resource_usage", {i32(-1), i32(64)}) == 0);
  CHECK(guest.system.memory().read(GuestPtr<ResourceUsage>{64})->maxResidentKibibytes == 0);
  CHECK(EngineFixture::callI32(guest.instance, "resource_usage", {i32(7), i32(64)}) == -1);
}

TEST_CASE("SystemModule: addresses outside the memory are a trap") {
  SystemGuest guest;
  CHECK(EngineFixture::trapOf(guest.instance, "gethostname", {i32(65530), i32(100)}).code ==
        TrapCode::MemoryOutOfBounds);
  CHECK(EngineFixture::trapOf(guest.instance, "gethostname", {i32(0), i32(-1)}).code ==
        TrapCode::MemoryOutOfBounds);
  CHECK(EngineFixture::trapOf(guest.instance, "resource_usage", {i32(0), i32(65500)}).code ==
        TrapCode::MemoryOutOfBounds);
}
