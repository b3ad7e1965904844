// Going to sleep, and waking in order.
#include "runtime/wait_queue.h"

namespace wasmpi {

WaitQueue::Outcome WaitQueue::sleep(std::unique_lock<std::mutex>& lock, const void* place,
                                    int64_t timeout) {
  Waiter self{.place = place};
  const auto position = waiters_.insert(waiters_.end(), &self);
  const auto isWoken = [&] { return self.wasWoken; };
  const Clock::time_point now = Clock::now();
  const std::chrono::nanoseconds length(timeout);
  // A timeout beyond the clock's end never comes.
  if (timeout < 0 || length > Clock::time_point::max() - now)
    self.condition.wait(lock, isWoken);
  else if (!self.condition.wait_until(lock, now + length, isWoken)) {
    waiters_.erase(position);
    return Outcome::TimedOut;
  }
  return Outcome::Woken;
}

uint32_t WaitQueue::notify(const void* place, uint32_t count) {
  const std::lock_guard lock(mutex_);
  uint32_t woken = 0;
  for (auto entry = waiters_.begin(); entry != waiters_.end() && woken < count;) {
    Waiter& waiter = **entry;
    if (waiter.place != place) {
      ++entry;
      continue;
    }
    entry = waiters_.erase(entry);
    waiter.wasWoken = true;
    // Under the lock: the waiter, and its condition, are gone once it has seen wasWoken.
    waiter.condition.notify_one();
    ++woken;
  }
  return woken;
}

} // namespace wasmpi
