// std::mutex and its kind, over POSIX threads (lib/posix/pthread.c) as a program of one thread has
// them: locks lock, a thread cannot be started, and waiting for what only another thread could do
// is said and ends the program, since it would never end.
#include <barrier>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <system_error>
#include <thread>
#include <time.h>

namespace {

[[noreturn]] void waitForEver(const char* what) {
  fprintf(stderr, "%s: waits for another thread, but a guest has one thread\n", what);
  abort();
}

void check(int error, const char* what) {
  if (error != 0)
    throw std::system_error(error, std::generic_category(), what);
}

} // namespace

namespace std {
inline namespace __2 {

mutex::~mutex() noexcept { pthread_mutex_destroy(&__m_); }
void mutex::lock() {
  // A normal mutex locked twice by its owner.
  if (pthread_mutex_lock(&__m_) != 0)
    waitForEver("std::mutex::lock");
}
bool mutex::try_lock() noexcept { return pthread_mutex_trylock(&__m_) == 0; }
void mutex::unlock() noexcept { pthread_mutex_unlock(&__m_); }

recursive_mutex::recursive_mutex() {
  check(__libcpp_recursive_mutex_init(&__m_), "std::recursive_mutex");
}
recursive_mutex::~recursive_mutex() { pthread_mutex_destroy(&__m_); }
void recursive_mutex::lock() { check(pthread_mutex_lock(&__m_), "std::recursive_mutex::lock"); }
bool recursive_mutex::try_lock() noexcept { return pthread_mutex_trylock(&__m_) == 0; }
void recursive_mutex::unlock() noexcept { pthread_mutex_unlock(&__m_); }

timed_mutex::timed_mutex() : __locked_(false) {}
timed_mutex::~timed_mutex() {}
void timed_mutex::lock() {
  if (__locked_)
    waitForEver("std::timed_mutex::lock");
  __locked_ = true;
}
bool timed_mutex::try_lock() noexcept { return __locked_ ? false : (__locked_ = true); }
void timed_mutex::unlock() noexcept { __locked_ = false; }

recursive_timed_mutex::recursive_timed_mutex() : __count_(0), __id_{} {}
recursive_timed_mutex::~recursive_timed_mutex() {}
void recursive_timed_mutex::lock() {
  __id_ = this_thread::get_id();
  __count_++;
}
bool recursive_timed_mutex::try_lock() noexcept { return lock(), true; }
void recursive_timed_mutex::unlock() noexcept {
  if (--__count_ == 0)
    __id_.__reset();
}

__shared_mutex_base::__shared_mutex_base() : __state_(0) {}
void __shared_mutex_base::lock() {
  if (!try_lock())
    waitForEver("std::shared_mutex::lock");
}
bool __shared_mutex_base::try_lock() {
  return __state_ == 0 ? (__state_ = __write_entered_, true) : false;
}
void __shared_mutex_base::unlock() { __state_ = 0; }
void __shared_mutex_base::lock_shared() {
  if (!try_lock_shared())
    waitForEver("std::shared_mutex::lock_shared");
}
bool __shared_mutex_base::try_lock_shared() {
  return __state_ & __write_entered_ ? false : (__state_++, true);
}
void __shared_mutex_base::unlock_shared() { __state_--; }

shared_timed_mutex::shared_timed_mutex() {}
void shared_timed_mutex::lock() { __base_.lock(); }
bool shared_timed_mutex::try_lock() { return __base_.try_lock(); }
void shared_timed_mutex::unlock() { __base_.unlock(); }
void shared_timed_mutex::lock_shared() { __base_.lock_shared(); }
bool shared_timed_mutex::try_lock_shared() { return __base_.try_lock_shared(); }
void shared_timed_mutex::unlock_shared() { __base_.unlock_shared(); }

condition_variable::~condition_variable() { pthread_cond_destroy(&__cv_); }
void condition_variable::notify_one() noexcept {}
void condition_variable::notify_all() noexcept {}
void condition_variable::wait(unique_lock<mutex>&) noexcept {
  waitForEver("std::condition_variable::wait");
}
void condition_variable::__do_timed_wait(
    unique_lock<mutex>&,
    chrono::time_point<chrono::system_clock, chrono::nanoseconds> end) noexcept {
  this_thread::sleep_for(end - chrono::system_clock::now());
}
void notify_all_at_thread_exit(condition_variable&, unique_lock<mutex> lock) { lock.unlock(); }

thread::~thread() {
  if (joinable())
    terminate();
}
void thread::join() { check(EINVAL, "std::thread::join"); }
void thread::detach() { check(EINVAL, "std::thread::detach"); }
unsigned thread::hardware_concurrency() noexcept { return 1; }

namespace this_thread {
void sleep_for(const chrono::nanoseconds& time) {
  const auto count = time.count();
  if (count <= 0)
    return;
  const timespec pause = {.tv_sec = count / 1'000'000'000,
                          .tv_nsec = static_cast<long>(count % 1'000'000'000)};
  nanosleep(&pause, nullptr);
}
} // namespace this_thread

// What a thread does when it ends. There is none that does.
__thread_struct::__thread_struct() : __p_(nullptr) {}
__thread_struct::~__thread_struct() {}
void __thread_struct::notify_all_at_thread_exit(condition_variable*, mutex* lock) {
  lock->unlock();
}
void __thread_struct::__make_ready_at_thread_exit(__assoc_sub_state*) {}
__thread_specific_ptr<__thread_struct>& __thread_local_data() {
  static __thread_specific_ptr<__thread_struct> data;
  if (!data.get())
    data.set_pointer(new __thread_struct);
  return data;
}

// Of the atomic functions for std::shared_ptr.
constexpr __sp_mut::__sp_mut(void* lock) noexcept : __lx_(lock) {}
void __sp_mut::lock() noexcept {}
void __sp_mut::unlock() noexcept {}
__sp_mut& __get_sp_mut(const void*) {
  static __sp_mut mutex(nullptr);
  return mutex;
}

// std::atomic::wait, std::latch and semaphores come here when the value is not yet the one waited
// for.
__cxx_contention_t __atomic_monitor_global(const void*) noexcept { return 0; }
void __atomic_wait_global_table(const void*, __cxx_contention_t) noexcept {
  waitForEver("std::atomic::wait");
}
void __atomic_wait_global_table_with_timeout(const void*, __cxx_contention_t,
                                             uint64_t nanoseconds) noexcept {
  this_thread::sleep_for(chrono::nanoseconds(nanoseconds));
}
void __atomic_notify_one_global_table(const void*) noexcept {}
void __atomic_notify_all_global_table(const void*) noexcept {}

class __barrier_algorithm_base {
public:
  ptrdiff_t& expected;
  ptrdiff_t arrived = 0;
};
__barrier_algorithm_base* __construct_barrier_algorithm_base(ptrdiff_t& expected) {
  return new __barrier_algorithm_base{expected};
}
void __destroy_barrier_algorithm_base(_LIBCPP_NOESCAPE __barrier_algorithm_base* barrier) noexcept {
  delete barrier;
}
bool __arrive_barrier_algorithm_base(_LIBCPP_NOESCAPE __barrier_algorithm_base* barrier,
                                     __barrier_phase_t) noexcept {
  if (++barrier->arrived < barrier->expected)
    return false;
  barrier->arrived = 0;
  return true;
}

} // namespace __2
} // namespace std
