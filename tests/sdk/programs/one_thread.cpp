// flags: -pthread -Wno-deprecated-declarations -latomic
// What C++ has for threads, used by one thread.
#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <future>
#include <iostream>
#include <latch>
#include <memory>
#include <mutex>
#include <semaphore>
#include <shared_mutex>
#include <thread>

using namespace std::chrono_literals;

static std::once_flag once;
struct Announced {
  const char* name;
  explicit Announced(const char* itsName) : name(itsName) {}
  ~Announced() { std::cout << name << " ends\n"; }
};

static thread_local int local = 3;
static thread_local Announced first("first");
static thread_local Announced second("second");

static void locks() {
  std::mutex mutex;
  std::recursive_mutex recursive;
  std::timed_mutex timed;
  std::recursive_timed_mutex recursiveTimed;
  std::shared_mutex shared;
  {
    std::scoped_lock all(mutex, recursive, timed);
    std::lock_guard again(recursive);
    std::lock_guard first(recursiveTimed);
    std::lock_guard second(recursiveTimed);
    std::cout << mutex.try_lock() << timed.try_lock_for(1ms) << recursive.try_lock()
              << recursiveTimed.try_lock() << "\n";
    recursive.unlock();
    recursiveTimed.unlock();
  }
  std::cout << mutex.try_lock() << timed.try_lock_for(1ms) << "\n";
  mutex.unlock();
  timed.unlock();
  {
    std::shared_lock one(shared), two(shared);
    std::cout << shared.try_lock() << shared.try_lock_shared() << "\n";
    shared.unlock_shared();
  }
  std::cout << shared.try_lock() << shared.try_lock_shared() << "\n";
  shared.unlock();
  std::condition_variable condition;
  std::unique_lock lock(mutex);
  condition.notify_all();
  std::cout << condition.wait_for(lock, 2ms, [] { return false; })
            << condition.wait_for(lock, 1s, [] { return true; }) << lock.owns_lock() << "\n";
}

static void futures() {
  auto deferred = std::async(std::launch::deferred, [] { return 5; });
  std::cout << (deferred.wait_for(0s) == std::future_status::deferred) << deferred.get()
            << std::async([] { return 6; }).get() << "\n";
  std::promise<std::string> promise;
  auto future = promise.get_future();
  std::cout << (future.wait_for(1ms) == std::future_status::timeout);
  promise.set_value("kept");
  std::cout << future.get() << "\n";
  std::promise<void> failing;
  std::shared_future<void> shared = failing.get_future().share();
  failing.set_exception(std::make_exception_ptr(4));
  for (int i = 0; i < 2; i++) {
    try {
      shared.get();
    } catch (int number) {
      std::cout << "failed with " << number << "\n";
    }
  }
  std::packaged_task<int(int)> task([](int number) { return 2 * number; });
  auto result = task.get_future();
  task(8);
  std::cout << result.get() << "\n";
  try {
    auto broken = std::promise<int>().get_future();
    broken.get();
  } catch (const std::future_error& error) {
    std::cout << (error.code() == std::future_errc::broken_promise) << "\n";
  }
}

struct Large {
  double values[5];
};

static void largeAtomics() {
  std::atomic<Large> large{Large{{1, 2, 3, 4, 5}}};
  Large expected = large.load(), other = large.exchange(Large{{6, 7, 8, 9, 10}});
  std::cout << other.values[4] << large.compare_exchange_strong(expected, other);
  std::cout << expected.values[0] << large.compare_exchange_strong(expected, other)
            << large.load().values[0] << "\n";
  std::shared_ptr<int> shared = std::make_shared<int>(1);
  std::atomic_store(&shared, std::make_shared<int>(2));
  std::cout << *std::atomic_load(&shared) << "\n";
}

static void wideIntegers() {
  volatile unsigned __int128 value =
      static_cast<unsigned __int128>(12345678901234567890u) * 987654321u;
  volatile unsigned __int128 divisor = static_cast<unsigned __int128>(1) << 65;
  std::cout << static_cast<unsigned long long>(value % divisor) << " "
            << static_cast<unsigned long long>(value / divisor) << "\n";
}

int main() {
  largeAtomics();
  wideIntegers();
  std::cout << first.name << second.name << "\n";
  for (int i = 0; i < 2; i++)
    std::call_once(once, [] { std::cout << "once\n"; });
  locks();
  futures();
  std::atomic<int> counter{1};
  counter.fetch_add(41);
  counter.wait(41);
  counter.notify_one();
  std::latch latch(1);
  latch.count_down();
  latch.wait();
  std::counting_semaphore<4> semaphore(1);
  semaphore.acquire();
  std::cout << semaphore.try_acquire() << semaphore.try_acquire_for(1ms) << "\n";
  std::barrier barrier(1, []() noexcept { std::cout << "phase\n"; });
  barrier.arrive_and_wait();
  barrier.arrive_and_wait();
  std::this_thread::sleep_for(1ms);
  auto shared = std::make_shared<int>(local + counter);
  std::cout << *shared << shared.use_count() << (std::this_thread::get_id() != std::thread::id())
            << (std::thread::hardware_concurrency() > 0) << "\n";
}
