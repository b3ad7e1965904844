#include "runtime/guest_stack.h"

#include <algorithm>

#include <alloca.h>
#include <catch2/catch.hpp>

#include "fake_guest.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using namespace wasmpi::test;

namespace {

constexpr uint64_t kStackByteSize = 1 << 20;

uintptr_t hereOnStack() { return reinterpret_cast<uintptr_t>(__builtin_frame_address(0)); }

/// Recurses without end, about 64 bytes a frame.
FAKE_GUEST void recurse(void* context, uint64_t* values) {
  if (++values[0] != UINT64_MAX) // never; the compiler refuses recursion without a way out
    recurse(context, values);
  asm volatile("" ::: "memory"); // not a tail call
}

/// Host code that needs much stack.
__attribute__((noinline)) void useStack(uint64_t byteSize) {
  auto* bytes = static_cast<volatile char*>(alloca(byteSize));
  for (uint64_t offset = byteSize; offset > 0; offset -= std::min<uint64_t>(offset, 4096))
    bytes[offset - 1] = 1;
}

/// Recurses until less than values[1] bytes of stack are left, then calls useStack(values[2]), then, if values[3], goes on.
FAKE_GUEST void recurseThenCall(void* context, uint64_t* values) {
  const auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (here > values[0] + values[1]) {
    recurseThenCall(context, values);
  } else {
    useStack(values[2]);
    values[4] = 1;
    if (values[3] != 0)
      recurse(context, values);
  }
  asm volatile("" ::: "memory"); // not a tail call
}

} // namespace

TEST_CASE("guest stack: endless recursion is a trap, again and again") {
  FakeGuest guest;
  int overflows = 0;
  uint64_t depth = 0;
  REQUIRE(runOnGuestStack(kStackByteSize, [&] {
    for (int i = 0; i < 2000; ++i) {
      uint64_t values[] = {0};
      const auto result = guest.run(recurse, nullptr, values);
      overflows += !result && result.error().code == TrapCode::StackOverflow;
      depth = values[0];
    }
  }));
  CHECK(overflows == 2000);
  CHECK(depth > 1000);
}

TEST_CASE("guest stack: the guest gets the size that was asked for") {
  uintptr_t high = 0, low = 0;
  for (const uint64_t byteSize : {uint64_t{64} << 10, uint64_t{1} << 20, uint64_t{100} << 20}) {
    REQUIRE(runOnGuestStack(byteSize, [&] {
      high = hereOnStack();
      low = threadState().reserve.end;
    }));
    CHECK(high - low > byteSize - (8 << 10)); // less what the thread's start took
    CHECK(high - low <= byteSize + (128 << 10));
  }
}

TEST_CASE("guest stack: sizes out of bounds are errors") {
  bool hasRun = false;
  for (const uint64_t byteSize : {uint64_t{0}, uint64_t{1000}, uint64_t{1} << 50, UINT64_MAX})
    CHECK_FALSE(runOnGuestStack(byteSize, [&] { hasRun = true; }));
  CHECK_FALSE(hasRun);
}

TEST_CASE("guest stack: host code called near the end of the guest's stack has a reserve") {
  FakeGuest guest;
  bool hasReturned = false, wasClosed = false;
  REQUIRE(runOnGuestStack(kStackByteSize, [&] {
    uint64_t values[] = {threadState().reserve.end, 4096, 512 << 10, 0, 0};
    hasReturned = guest.run(recurseThenCall, nullptr, values) && values[4] == 1;
    wasClosed = !threadState().reserve.isOpen;
  }));
  CHECK(hasReturned);
  CHECK(wasClosed);
}

TEST_CASE("guest stack: host code that no guest called has the reserve too") {
  FakeGuest guest;
  bool hasTrapped = false;
  REQUIRE(runOnGuestStack(64 << 10, [&] {
    useStack(512 << 10);
    uint64_t values[] = {0};
    hasTrapped = !guest.run(recurse, nullptr, values);
  }));
  CHECK(hasTrapped);
}

TEST_CASE("guest stack: a guest that goes on after such a host call still traps") {
  FakeGuest guest;
  int overflows = 0;
  REQUIRE(runOnGuestStack(kStackByteSize, [&] {
    for (int i = 0; i < 10; ++i) {
      uint64_t values[] = {threadState().reserve.end, 4096, 512 << 10, 1, 0};
      const auto result = guest.run(recurseThenCall, nullptr, values);
      overflows += !result && result.error().code == TrapCode::StackOverflow && values[4] == 1;
    }
  }));
  CHECK(overflows == 10);
}

TEST_CASE("guest stack: host code that overflows the reserve too ends the process with a message") {
  FakeGuest guest;
  const ChildEnd end = runInChild([&] {
    (void)runOnGuestStack(kStackByteSize, [&] {
      uint64_t values[] = {threadState().reserve.end, 4096, 3 << 20, 0, 0};
      (void)guest.run(recurseThenCall, nullptr, values);
    });
    return 0;
  });
  CHECK(end.wasKilledBy(SIGABRT));
  CHECK(end.standardError.find("the stack overflowed inside of a host call") != std::string::npos);
}

TEST_CASE("guest stack: recursion is caught on threads that were not made for guests") {
  FakeGuest guest;
  uint64_t values[] = {0};
  const auto result = guest.run(recurse, nullptr, values);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == TrapCode::StackOverflow);
}
