#include "cache/publication.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "cache/entry_file.h"
#include "cache/unique_fd.h"

namespace wasmpi {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kTemporaryPrefix = ".publish-";

/// A writer has its lock within this time of having made its file.
constexpr time_t kYoungSeconds = 60;
/// Longer than any writer takes.
constexpr time_t kOldSeconds = 3600;

} // namespace

bool makePrivateFolder(const fs::path& folder) {
  struct stat status;
  if (stat(folder.c_str(), &status) == 0) {
    errno = ENOTDIR;
    return S_ISDIR(status.st_mode);
  }
  if (folder.has_relative_path() && !makePrivateFolder(folder.parent_path()))
    return false;
  return mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST;
}

Expected<void> publishEntry(const fs::path& path, std::span<const uint8_t> image) {
  std::random_device random;
  const fs::path temporary = path.parent_path() /
                             fmt::format("{}{:.16}-{}-{:08x}", kTemporaryPrefix, path.stem().string(), getpid(), random());
  if (auto written = writeEntry(temporary, image); !written) {
    unlink(temporary.c_str());
    return written;
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    unlink(temporary.c_str());
    return failure(fmt::format("cannot publish {}: {}", path.string(), std::strerror(error)));
  }
  return {};
}

bool isTemporaryEntry(const fs::path& path) {
  return path.filename().string().starts_with(kTemporaryPrefix);
}

bool isAbandoned(const fs::path& path) {
  const UniqueFd file(open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  struct stat status;
  if (!file || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
    return false;
  const time_t age = std::abs(time(nullptr) - status.st_mtime);
  if (age < kYoungSeconds)
    return false;
  if (flock(file.get(), LOCK_EX | LOCK_NB) == 0)
    return true;
  return errno != EWOULDBLOCK && age > kOldSeconds;
}

size_t collectAbandoned(const fs::path& folder) {
  size_t count = 0;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error))
    if (isTemporaryEntry(entry->path()) && isAbandoned(entry->path()))
      count += unlink(entry->path().c_str()) == 0;
  return count;
}

} // namespace wasmpi
