// poll_oneoff.
#include <algorithm>

#include <unistd.h>

#include "wasi_fixture.h"

using namespace wasmpi;       // NOLINT: a test
using namespace wasmpi::wasi; // NOLINT: a test
using test::errorOf;
using test::traps;
using test::WasiGuest;

namespace {

constexpr uint32_t kSubscriptions = 0x20000, kEvents = 0x40000, kResult = WasiGuest::kResult;
constexpr uint64_t kForever = ~0ull;

Subscription clockAfter(uint64_t timeout, uint64_t userData, uint32_t id = 1, uint16_t flags = 0) {
  Subscription subscription{};
  subscription.userData = userData;
  subscription.id = id;
  subscription.timeout = timeout;
  subscription.flags = flags;
  return subscription;
}
Subscription descriptor(EventType type, uint32_t fd, uint64_t userData) {
  Subscription subscription{};
  subscription.userData = userData;
  subscription.type = static_cast<uint8_t>(type);
  subscription.id = fd;
  return subscription;
}

/// The events, ordered by user data.
std::vector<Event> waitFor(WasiGuest& guest, const std::vector<Subscription>& subscriptions) {
  for (uint32_t i = 0; i < subscriptions.size(); ++i)
    guest.store(kSubscriptions + i * 48, subscriptions[i]);
  REQUIRE(errorOf(poll::oneoff(guest.context(), {kSubscriptions}, {kEvents},
                               static_cast<uint32_t>(subscriptions.size()), {kResult})) ==
          Errno::Success);
  std::vector<Event> events(guest.load<uint32_t>(kResult));
  for (uint32_t i = 0; i < events.size(); ++i)
    events[i] = guest.load<Event>(kEvents + i * 32);
  std::ranges::sort(events, {}, &Event::userData);
  return events;
}

/// A pipe whose ends are the guest's descriptors.
struct Pipe {
  uint32_t in, out;
  explicit Pipe(WasiGuest& guest) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    in = *guest.context().descriptors().insert(std::move(*describe(HostFd(ends[0]))));
    out = *guest.context().descriptors().insert(std::move(*describe(HostFd(ends[1]))));
  }
};

} // namespace

TEST_CASE("WASI: the first of several clocks ends the wait") {
  WasiGuest guest;
  const auto events = waitFor(guest, {clockAfter(kForever, 1), clockAfter(1'000'000, 2),
                                      clockAfter(3600'000'000'000, 3, 0)});
  REQUIRE(events.size() == 1);
  CHECK(events[0].userData == 2);
  CHECK(events[0].error == 0);
  CHECK(events[0].type == 0);
}

TEST_CASE("WASI: an absolute time that is past is an event at once") {
  WasiGuest guest;
  const auto events = waitFor(
      guest, {clockAfter(1, 7, 0, subscription_flags::kAbsoluteTime), clockAfter(kForever, 8)});
  REQUIRE(events.size() == 1);
  CHECK(events[0].userData == 7);
}

TEST_CASE("WASI: a pipe is readable when there is data, with its count") {
  WasiGuest guest;
  const Pipe pipe(guest);
  auto events = waitFor(guest, {descriptor(EventType::FdRead, pipe.in, 1),
                                descriptor(EventType::FdWrite, pipe.out, 2)});
  REQUIRE(events.size() == 1);
  CHECK(events[0].userData == 2);
  CHECK(events[0].type == static_cast<uint8_t>(EventType::FdWrite));

  guest.store(WasiGuest::kData, GuestIoVector{0, 5});
  REQUIRE(errorOf(fd::write(guest.context(), pipe.out, {WasiGuest::kData}, 1, {kResult})) ==
          Errno::Success);
  events = waitFor(guest, {descriptor(EventType::FdRead, pipe.in, 1), clockAfter(kForever, 2)});
  REQUIRE(events.size() == 1);
  CHECK(events[0].userData == 1);
  CHECK(events[0].byteCount == 5);
  CHECK(events[0].flags == 0);
}

TEST_CASE("WASI: the other end's closing is an event") {
  WasiGuest guest;
  const Pipe readable(guest), writable(guest);
  REQUIRE(errorOf(fd::close(guest.context(), readable.out)) == Errno::Success);
  REQUIRE(errorOf(fd::close(guest.context(), writable.in)) == Errno::Success);
  const auto events = waitFor(guest, {descriptor(EventType::FdRead, readable.in, 1),
                                      descriptor(EventType::FdWrite, writable.out, 2)});
  REQUIRE(events.size() == 2);
  CHECK(events[0].flags == event_flags::kHangup);
  CHECK((events[1].error == static_cast<uint16_t>(Errno::BrokenPipe) || events[1].error == 0));
}

TEST_CASE("WASI: a wrong subscription is an event with its error and hides no others") {
  WasiGuest guest;
  const auto events = waitFor(
      guest, {descriptor(EventType::FdRead, 77, 1), descriptor(static_cast<EventType>(9), 0, 2),
              clockAfter(0, 3, 2), clockAfter(0, 4, 99), descriptor(EventType::FdRead, 0, 5),
              clockAfter(kForever, 6)});
  REQUIRE(events.size() == 5);
  CHECK(events[0].error == static_cast<uint16_t>(Errno::BadDescriptor));
  CHECK(events[1].error == static_cast<uint16_t>(Errno::Invalid));
  CHECK(events[2].error == static_cast<uint16_t>(Errno::Invalid));
  CHECK(events[3].error == static_cast<uint16_t>(Errno::Invalid));
  CHECK(events[4].error == 0);
}

TEST_CASE("WASI: subscriptions and events may overlap") {
  WasiGuest guest;
  for (uint32_t i = 0; i < 10; ++i)
    guest.store(kSubscriptions + i * 48, clockAfter(0, i));
  REQUIRE(errorOf(poll::oneoff(guest.context(), {kSubscriptions}, {kSubscriptions}, 10,
                               {kResult})) == Errno::Success);
  REQUIRE(guest.load<uint32_t>(kResult) == 10);
  for (uint32_t i = 0; i < 10; ++i)
    CHECK(guest.load<Event>(kSubscriptions + i * 32).userData == i);
}

TEST_CASE("WASI: counts of zero, too many, and ranges outside of memory are refused") {
  WasiGuest guest;
  const auto wait = [&](uint32_t in, uint32_t out, uint32_t count, uint32_t result = kResult) {
    return poll::oneoff(guest.context(), {in}, {out}, count, {result});
  };
  CHECK(errorOf(wait(0, 0, 0)) == Errno::Invalid);
  const uint32_t end = WasiGuest::kMemorySize;
  CHECK(traps(wait(end - 47, 0, 1)));
  CHECK(traps(wait(0, end - 31, 1)));
  CHECK(traps(wait(0, 0, 1, end - 3)));
  CHECK(traps(wait(0, 0, 0xffffffff)));
}
