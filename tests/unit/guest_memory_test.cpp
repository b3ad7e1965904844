#include "runtime/guest_memory.h"

#include <array>
#include <cstring>

#include <catch2/catch.hpp>

using namespace wasmpi; // NOLINT: a test reads better without the prefix

namespace {

struct Fixture {
  std::array<uint8_t, 64> storage = {};
  MemoryDefinition definition = {storage.data(), storage.size()};
  GuestMemory memory{&definition};
};

bool isOutOfBounds(const Trap& trap) { return trap.code == TrapCode::MemoryOutOfBounds; }

} // namespace

TEST_CASE_METHOD(Fixture, "GuestMemory: a range is inside or not, for every pair of values") {
  CHECK(memory.contains(0, 64));
  CHECK(memory.contains(64, 0));
  CHECK(memory.contains(63, 1));
  CHECK_FALSE(memory.contains(64, 1));
  CHECK_FALSE(memory.contains(65, 0));
  CHECK_FALSE(memory.contains(1, 64));
  CHECK_FALSE(memory.contains(UINT64_MAX, 1));
  CHECK_FALSE(memory.contains(1, UINT64_MAX));
  CHECK_FALSE(memory.contains(UINT64_MAX, UINT64_MAX));
}

TEST_CASE("GuestMemory: the empty memory holds nothing but empty ranges") {
  const GuestMemory memory;
  CHECK(memory.contains(0, 0));
  CHECK_FALSE(memory.contains(0, 1));
  CHECK(memory.string(0, 0) == "");
  CHECK_FALSE(memory.cString(0, 10));
}

TEST_CASE_METHOD(Fixture, "GuestMemory: values are read and written at any alignment") {
  REQUIRE(memory.write(GuestPtr<uint32_t>{3}, 0xDEADBEEFu));
  CHECK(memory.read(GuestPtr<uint32_t>{3}) == 0xDEADBEEFu);
  CHECK(storage[3] == 0xEF);
}

TEST_CASE_METHOD(Fixture, "GuestMemory: an access across the end is a trap that names the range") {
  const auto value = memory.read(GuestPtr<uint64_t>{60});
  REQUIRE_FALSE(value);
  CHECK(isOutOfBounds(value.error()));
  CHECK(value.error().text() == "out of bounds memory access: 8 bytes at address 0x3c are not inside of "
                                "linear memory (64 bytes)");
  CHECK_FALSE(memory.write(GuestPtr<uint64_t>{57}, uint64_t{1}));
  CHECK_FALSE(memory.bytes(0xFFFFFFFF, 2));
}

TEST_CASE_METHOD(Fixture, "GuestMemory: bounds follow a memory that grows") {
  definition.byteSize = 32;
  CHECK_FALSE(memory.contains(32, 1));
  definition.byteSize = 64;
  CHECK(memory.contains(32, 1));
}

TEST_CASE_METHOD(Fixture, "GuestMemory: a C string ends at its NUL") {
  std::memcpy(storage.data() + 10, "hello", 6);
  CHECK(memory.cString(10, 100) == "hello");
  CHECK(memory.cString(15, 100) == "");
  CHECK(memory.cString(10, 5) == "hello");
}

TEST_CASE_METHOD(Fixture, "GuestMemory: a C string that is too long or has no end is a trap") {
  std::memset(storage.data() + 32, 'x', 32);
  const auto tooLong = memory.cString(32, 8);
  REQUIRE_FALSE(tooLong);
  CHECK(tooLong.error().code == TrapCode::HostCall);
  const auto endless = memory.cString(32, 100);
  REQUIRE_FALSE(endless);
  CHECK(isOutOfBounds(endless.error()));
  CHECK_FALSE(memory.cString(64, 100));
  CHECK_FALSE(memory.cString(0xFFFFFFFF, 0xFFFFFFFF));
}

TEST_CASE_METHOD(Fixture, "GuestMemory: a string of given size may hold NULs") {
  std::memcpy(storage.data(), "a\0b", 3);
  CHECK(memory.string(0, 3) == std::string("a\0b", 3));
  CHECK_FALSE(memory.string(62, 3));
}
