// std::promise, std::packaged_task and deferred std::async: the state that a future shares with who
// fulfils it (C++ 33.10), in one thread.
#include <future>

namespace std {
inline namespace __2 {

namespace {

const char* const kFutureErrors[] = {"unknown future error", "future already retrieved",
                                     "promise already satisfied", "no associated state",
                                     "broken promise"};

struct FutureCategory : error_category {
  const char* name() const noexcept override { return "future"; }
  string message(int number) const override {
    return kFutureErrors[number >= 1 && number <= 4 ? number : 0];
  }
};

} // namespace

const error_category& future_category() noexcept {
  static const FutureCategory category;
  return category;
}

future_error::future_error(error_code code) : logic_error(code.message()), __ec_(code) {}
future_error::~future_error() noexcept {}

void __assoc_sub_state::__on_zero_shared() noexcept { delete this; }

void __assoc_sub_state::__make_ready() {
  __state_ |= ready;
  __cv_.notify_all();
}

void __assoc_sub_state::set_value() {
  if (__has_value())
    __throw_future_error(future_errc::promise_already_satisfied);
  __state_ |= __constructed;
  __make_ready();
}

// The one thread's exit ends the program, so that nobody could see the value then: it is there at
// once.
void __assoc_sub_state::set_value_at_thread_exit() { set_value(); }

void __assoc_sub_state::set_exception(exception_ptr exception) {
  if (__has_value())
    __throw_future_error(future_errc::promise_already_satisfied);
  __exception_ = exception;
  __make_ready();
}
void __assoc_sub_state::set_exception_at_thread_exit(exception_ptr exception) {
  set_exception(exception);
}

void __assoc_sub_state::wait() {
  unique_lock<mutex> lock(__mut_);
  __sub_wait(lock);
}

void __assoc_sub_state::copy() {
  wait();
  if (__exception_)
    rethrow_exception(__exception_);
}

void __assoc_sub_state::__sub_wait(unique_lock<mutex>& lock) {
  if (__is_ready())
    return;
  if (!(__state_ & deferred))
    __cv_.wait(lock);
  __state_ &= ~unsigned(deferred);
  lock.unlock();
  __execute();
  lock.lock();
}

void __assoc_sub_state::__execute() { __throw_future_error(future_errc::no_state); }

future<void>::future(__assoc_sub_state* state) : __state_(state) { __state_->__attach_future(); }
future<void>::~future() {
  if (__state_)
    __state_->__release_shared();
}
void future<void>::get() {
  unique_ptr<__shared_count, __release_shared_count> guard(__state_);
  exchange(__state_, nullptr)->copy();
}

promise<void>::promise() : __state_(new __assoc_sub_state) {}
promise<void>::~promise() {
  if (!__state_)
    return;
  if (!__state_->__has_value() && __state_->use_count() > 1)
    __state_->set_exception(
        make_exception_ptr(future_error(make_error_code(future_errc::broken_promise))));
  __state_->__release_shared();
}
future<void> promise<void>::get_future() {
  if (!__state_)
    __throw_future_error(future_errc::no_state);
  return future<void>(__state_);
}
void promise<void>::set_value() {
  if (!__state_)
    __throw_future_error(future_errc::no_state);
  __state_->set_value();
}
void promise<void>::set_exception(exception_ptr exception) {
  if (!__state_)
    __throw_future_error(future_errc::no_state);
  __state_->set_exception(exception);
}
void promise<void>::set_value_at_thread_exit() { set_value(); }
void promise<void>::set_exception_at_thread_exit(exception_ptr exception) {
  set_exception(exception);
}

shared_future<void>::~shared_future() {
  if (__state_)
    __state_->__release_shared();
}
shared_future<void>& shared_future<void>::operator=(const shared_future& other) {
  if (other.__state_)
    other.__state_->__add_shared();
  if (__state_)
    __state_->__release_shared();
  __state_ = other.__state_;
  return *this;
}

} // namespace __2
} // namespace std
