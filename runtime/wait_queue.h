// Threads that wait for a notification at an address of one shared memory (memory.atomic.wait and notify of the threads proposal).
//
// One queue serves waits of 32 and of 64 bits, which may meet at one address. Invariant: a value is compared and the waiter enqueued
// under the same lock that notifying takes, so a notification that follows a change of the value is never missed. Those who
// wait longest are woken first. A sleeping thread waits on a condition of its own, which is a futex of the kernel.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <list>
#include <mutex>

namespace wasmpi {

class WaitQueue {
public:
  /// What memory.atomic.wait yields.
  enum class Outcome : uint32_t { Woken = 0, NotEqual = 1, TimedOut = 2 };

  /// Sleeps until notified if the value at `place` is `expected`. `Integer` is uint32_t or uint64_t; `place` is aligned to it.
  /// `timeout` is in nanoseconds from now; negative: none.
  template <class Integer>
  Outcome wait(const Integer* place, Integer expected, int64_t timeout) {
    std::unique_lock lock(mutex_);
    if (__atomic_load_n(place, __ATOMIC_SEQ_CST) != expected)
      return Outcome::NotEqual;
    return sleep(lock, place, timeout);
  }

  /// Wakes at most `count` of those who wait at `place`; returns how many.
  uint32_t notify(const void* place, uint32_t count);

private:
  using Clock = std::chrono::steady_clock;
  /// On the stack of the thread that sleeps.
  struct Waiter {
    const void* place;
    bool wasWoken = false;
    std::condition_variable condition = {};
  };

  Outcome sleep(std::unique_lock<std::mutex>& lock, const void* place, int64_t timeout);

  std::mutex mutex_;
  /// In the order they came.
  std::list<Waiter*> waiters_;
};

} // namespace wasmpi
