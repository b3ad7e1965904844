#include "runtime/wait_queue.h"

#include <atomic>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

using namespace wasmpi; // NOLINT: a test reads better without the prefix
using Outcome = WaitQueue::Outcome;

namespace {

/// Notifies until one waiter was there.
void wakeOne(WaitQueue& queue, const void* place) {
  while (queue.notify(place, 1) == 0)
    std::this_thread::yield();
}

} // namespace

TEST_CASE("WaitQueue: a value that is another is not waited for") {
  WaitQueue queue;
  const uint32_t narrow = 5;
  const uint64_t wide = uint64_t{5} << 32;
  CHECK(queue.wait(&narrow, uint32_t{6}, -1) == Outcome::NotEqual);
  CHECK(queue.wait(&wide, uint64_t{5}, -1) == Outcome::NotEqual);
}

TEST_CASE("WaitQueue: a wait that nobody ends times out, and leaves nothing behind") {
  WaitQueue queue;
  const uint32_t narrow = 5;
  const uint64_t wide = 7;
  CHECK(queue.wait(&narrow, uint32_t{5}, 0) == Outcome::TimedOut);
  CHECK(queue.wait(&narrow, uint32_t{5}, 1'000'000) == Outcome::TimedOut);
  CHECK(queue.wait(&wide, uint64_t{7}, 1) == Outcome::TimedOut);
  CHECK(queue.notify(&narrow, UINT32_MAX) == 0);
}

TEST_CASE("WaitQueue: negative and endless timeouts last until a notification") {
  WaitQueue queue;
  const uint32_t place = 1;
  for (const int64_t timeout : {int64_t{-1}, INT64_MIN, INT64_MAX, INT64_MAX - 1}) {
    Outcome outcome = Outcome::TimedOut;
    std::thread waiter([&] { outcome = queue.wait(&place, uint32_t{1}, timeout); });
    wakeOne(queue, &place);
    waiter.join();
    CHECK(outcome == Outcome::Woken);
  }
}

TEST_CASE("WaitQueue: as many are woken as asked for, at this address alone, whatever they wait for") {
  WaitQueue queue;
  alignas(8) const uint64_t places[2] = {};
  std::atomic<int> wokenHere = 0, wokenThere = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      wokenHere += queue.wait(&places[0], uint64_t{0}, -1) == Outcome::Woken ? 1 : 0;
    });
    threads.emplace_back([&] {
      const auto* half = reinterpret_cast<const uint32_t*>(&places[0]);
      wokenHere += queue.wait(half, uint32_t{0}, -1) == Outcome::Woken ? 1 : 0;
    });
    threads.emplace_back([&] {
      wokenThere += queue.wait(&places[1], uint64_t{0}, -1) == Outcome::Woken ? 1 : 0;
    });
  }
  CHECK(queue.notify(&places[0], 0) == 0);
  uint32_t count = 0;
  while (count < 6)
    count += queue.notify(&places[0], 1);
  CHECK(queue.notify(&places[0], UINT32_MAX) == 0);
  CHECK(wokenThere == 0);
  for (count = 0; count < 3;)
    count += queue.notify(&places[1], UINT32_MAX);
  for (std::thread& thread : threads)
    thread.join();
  CHECK(wokenHere == 6);
  CHECK(wokenThere == 3);
}

TEST_CASE("WaitQueue: no notification after a change is missed") {
  WaitQueue queue;
  std::atomic<uint32_t> turn = 0;
  const auto* place = reinterpret_cast<const uint32_t*>(&turn);
  constexpr uint32_t kTurns = 20'000;
  // Each waits for its parity; a missed notification would hang the test.
  const auto play = [&](uint32_t parity) {
    for (uint32_t now = parity; now < kTurns; now += 2) {
      while (turn.load() != now)
        if (const uint32_t seen = turn.load(); seen != now)
          queue.wait(place, seen, -1);
      turn.store(now + 1);
      queue.notify(place, 1);
    }
  };
  std::thread other(play, 1);
  play(0);
  other.join();
  CHECK(turn == kTurns);
}
