// Threads cannot be started; what would wait for one says so.
// wasm-only: ok
#include <condition_variable>
#include <future>
#include <iostream>
#include <system_error>
#include <thread>

int main() {
  try {
    std::thread thread([] {});
    thread.join();
  } catch (const std::system_error& error) {
    std::cout << (error.code() == std::errc::resource_unavailable_try_again ? "ok" : error.what())
              << "\n";
  }
  try {
    (void)std::async(std::launch::async, [] {});
  } catch (const std::system_error& error) {
    std::cout << (std::thread::hardware_concurrency() == 1 ? "ok" : "not one") << "\n";
  }
}
