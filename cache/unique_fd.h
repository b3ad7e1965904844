// A file descriptor with one owner.
#pragma once

#include <utility>

#include <unistd.h>

namespace wasmpi {

class UniqueFd {
public:
  UniqueFd() = default;
  /// Takes ownership; a negative number is no descriptor.
  explicit UniqueFd(int fd) : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~UniqueFd() {
    if (fd_ >= 0)
      close(fd_);
  }

  int get() const { return fd_; }
  /// Gives ownership away.
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

private:
  int fd_ = -1;
};

} // namespace wasmpi
