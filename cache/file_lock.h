// An advisory lock that keeps processes from compiling the same module at the same time. Correctness never rests on it: where it cannot be
// had (read-only folder, a file system without locks) the work is merely done twice.
#pragma once

#include <filesystem>
#include <optional>

#include "cache/unique_fd.h"

namespace wasmpi {

class FileLock {
public:
  enum class Attempt { Taken, Busy, Unavailable };

  /// Tries once, without waiting. The file is created if need be; the lock ends with the process at the latest.
  Attempt tryLock(const std::filesystem::path& path);

  FileLock() = default;
  FileLock(FileLock&&) = default;
  FileLock& operator=(FileLock&&) = delete;
  /// Removes the file and lets go; does nothing if it is not held.
  void release();
  ~FileLock() { release(); }

private:
  std::filesystem::path path_;
  UniqueFd file_;
};

} // namespace wasmpi
