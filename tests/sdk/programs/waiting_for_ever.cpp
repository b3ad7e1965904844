// wasm-only: trap waits for another thread, but a guest has one thread
// cases: condition mutex atomic future
// case condition: std::condition_variable::wait: waits for another thread
// case mutex: std::mutex::lock: waits for another thread
// case atomic: std::atomic::wait: waits for another thread
// case future: std::condition_variable::wait: waits for another thread
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <future>

int main(int, char** arguments) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  if (strcmp(arguments[1], "condition") == 0)
    std::condition_variable().wait(lock);
  if (strcmp(arguments[1], "mutex") == 0)
    mutex.lock();
  if (strcmp(arguments[1], "atomic") == 0)
    std::atomic<int>(1).wait(1);
  if (strcmp(arguments[1], "future") == 0)
    std::promise<int>().get_future().wait();
}
