#include "runtime/signals.h"

#include <csignal>
#include <cstring>
#include <thread>

#include <catch2/catch.hpp>

#include "fake_guest.h"
#include "runtime/libcalls.h"

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using namespace wasmpi::test;

namespace {

FAKE_GUEST void writeByte(void* base, uint64_t* values) {
  static_cast<volatile uint8_t*>(base)[values[0]] = 1;
}

FAKE_GUEST void divide(void*, uint64_t* values) {
  volatile uint64_t divisor = values[1];
  values[0] = values[0] / divisor;
}

using Memset = void* (*)(void*, int, size_t);

/// As a loop of guest code that the compiler turned into memset.
FAKE_GUEST void fillMemory(void* base, uint64_t* values) {
  reinterpret_cast<Memset>(values[1])(base, 1, values[0]);
  asm volatile("" ::: "memory"); // not a tail call
}

Memset memsetOf(GuestRegions& regions) {
  Libcalls libcalls(regions);
  size_t index = 0;
  constexpr const char* kNames[] = {
#define LIBCALL(name, type) #name,
#include "codegen/libcalls.def"
#undef LIBCALL
  };
  while (std::strcmp(kNames[index], "memset") != 0)
    ++index;
  return reinterpret_cast<Memset>(libcalls.find(index).value());
}

/// Host code that touches guest memory that is not there.
__attribute__((noinline)) void hostWrite(volatile uint8_t* address) { *address = 1; }

FAKE_GUEST void callHostWrite(void* base, uint64_t* values) {
  hostWrite(static_cast<volatile uint8_t*>(base) + values[0]);
  asm volatile("" ::: "memory"); // not a tail call
}

/// What an MPI library or a user of the embedder might install.
void exitWith42(int) { _exit(42); }
void exitWith43(int, siginfo_t*, void*) { _exit(43); }

void faultOutsideOfGuests() {
  volatile uintptr_t nowhere = 16;
  hostWrite(reinterpret_cast<volatile uint8_t*>(nowhere));
}

} // namespace

TEST_CASE("signals: a stray access of guest code is a trap that names the address, again and again") {
  FakeGuest guest;
  for (int i = 0; i < 1000; ++i) {
    uint64_t values[] = {kPageByteSize};
    const auto result = guest.run(writeByte, guest.base(), values);
    REQUIRE_FALSE(result);
    REQUIRE(result.error().text() ==
            "out of bounds memory access: address 0x10000 of a linear memory of 65536 bytes");
  }
  uint64_t values[] = {kPageByteSize - 1};
  CHECK(guest.run(writeByte, guest.base(), values));
}

TEST_CASE("signals: the farthest access guest code can form is a trap") {
  FakeGuest guest;
  uint64_t values[] = {uint64_t{UINT32_MAX} + UINT32_MAX};
  const auto result = guest.run(writeByte, guest.base(), values);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == TrapCode::MemoryOutOfBounds);
}

TEST_CASE("signals: grown memory is accessible") {
  FakeGuest guest;
  guest.memory->grow(1);
  uint64_t values[] = {kPageByteSize};
  CHECK(guest.run(writeByte, guest.base(), values));
}

TEST_CASE("signals: a library function that guest code calls directly may run out of bounds") {
  FakeGuest guest;
  uint64_t values[] = {3 * kPageByteSize, reinterpret_cast<uint64_t>(memsetOf(guest.regions))};
  const auto result = guest.run(fillMemory, guest.base(), values);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == TrapCode::MemoryOutOfBounds);
  values[0] = kPageByteSize;
  CHECK(guest.run(fillMemory, guest.base(), values));
}

#if defined(__x86_64__) // elsewhere a division by zero yields zero
TEST_CASE("signals: a division fault in guest code is a trap") {
  FakeGuest guest;
  uint64_t values[] = {1, 0};
  const auto result = guest.run(divide, nullptr, values);
  REQUIRE_FALSE(result);
  CHECK(result.error().code == TrapCode::IntegerDivideByZero);
}
#endif

TEST_CASE("signals: traps work on every thread") {
  FakeGuest guest;
  for (int i = 0; i < 3; ++i) {
    TrapCode code = TrapCode::Exit;
    std::thread([&] {
      uint64_t values[] = {kPageByteSize};
      const auto result = guest.run(writeByte, guest.base(), values);
      if (!result)
        code = result.error().code;
    }).join();
    CHECK(code == TrapCode::MemoryOutOfBounds);
  }
}

TEST_CASE("signals: host code that touches missing guest memory ends the process with a message") {
  FakeGuest guest;
  const ChildEnd end = runInChild([&] {
    uint64_t values[] = {kPageByteSize};
    (void)guest.run(callHostWrite, guest.base(), values);
    return 0;
  });
  CHECK(end.wasKilledBy(SIGABRT));
  CHECK(end.standardError.find("a host call touched guest memory that does not exist") !=
        std::string::npos);
}

TEST_CASE("signals: faults that are no guest's go to the handler that was there before") {
  const ChildEnd plain = runInChild([] {
    struct sigaction action = {};
    action.sa_handler = exitWith42;
    sigaction(SIGSEGV, &action, nullptr);
    installSignalHandlers();
    faultOutsideOfGuests();
    return 0;
  });
  CHECK(plain.exitedWith(42));
  const ChildEnd withInformation = runInChild([] {
    struct sigaction action = {};
    action.sa_sigaction = exitWith43;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, nullptr);
    installSignalHandlers();
    faultOutsideOfGuests();
    return 0;
  });
  CHECK(withInformation.exitedWith(43));
}

TEST_CASE("signals: a fault without another handler, or a signal that was sent, ends the process as usual") {
  const auto useDefault = [] {
    std::signal(SIGSEGV, SIG_DFL); // a sanitizer has its own
    installSignalHandlers();
  };
  const ChildEnd fault = runInChild([&] {
    useDefault();
    faultOutsideOfGuests();
    return 0;
  });
  CHECK(fault.wasKilledBy(SIGSEGV));
  const ChildEnd sent = runInChild([&] {
    useDefault();
    kill(getpid(), SIGSEGV);
    return 0;
  });
  CHECK(sent.wasKilledBy(SIGSEGV));
}

TEST_CASE("signals: handlers replaced by a library are put back in front of it") {
  FakeGuest guest;
  const ChildEnd end = runInChild([&] {
    struct sigaction action = {};
    action.sa_handler = exitWith42;
    sigaction(SIGSEGV, &action, nullptr);
    installSignalHandlers();
    uint64_t values[] = {kPageByteSize};
    if (guest.run(writeByte, guest.base(), values))
      return 1;
    faultOutsideOfGuests();
    return 0;
  });
  CHECK(end.exitedWith(42));
}

namespace {

/// A library's handler that hands on to the one it replaced, which is ours.
struct sigaction replacedAction;
void handOn(int signal, siginfo_t* info, void* context) {
  replacedAction.sa_sigaction(signal, info, context);
}

} // namespace

TEST_CASE("signals: two handlers that hand on to each other still end") {
  const ChildEnd end = runInChild([] {
    std::signal(SIGSEGV, SIG_DFL);
    installSignalHandlers();
    struct sigaction action = {};
    action.sa_sigaction = handOn;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, &replacedAction);
    installSignalHandlers();
    faultOutsideOfGuests();
    return 0;
  });
  CHECK(end.wasKilledBy(SIGSEGV));
}
