#include "cache/file_lock.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>

namespace wasmpi {

FileLock::Attempt FileLock::tryLock(const std::filesystem::path& path) {
  UniqueFd file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file)
    return Attempt::Unavailable;
  if (flock(file.get(), LOCK_EX | LOCK_NB) != 0)
    return errno == EWOULDBLOCK ? Attempt::Busy : Attempt::Unavailable;
  path_ = path;
  file_ = std::move(file);
  return Attempt::Taken;
}

void FileLock::release() {
  // A process that opened the file just before sees a lock on a removed file; it looks for the entry first and finds it.
  if (file_)
    unlink(path_.c_str());
  file_ = UniqueFd();
}

} // namespace wasmpi
