#include "hostcalls/mpi/private_name.h"

#include <cerrno>
#include <cstdlib>

#include <sys/stat.h>
#include <unistd.h>

namespace wasmpi::mpi {

namespace {

/// Whether the directory is there, for this user alone.
bool haveDirectory(const char* path) {
  if (mkdir(path, 0700) == 0)
    return true;
  struct stat status {};
  if (errno != EEXIST || lstat(path, &status) != 0)
    return false;
  const bool isOurs =
      S_ISDIR(status.st_mode) && status.st_uid == geteuid() && (status.st_mode & 077) == 0;
  if (!isOurs)
    errno = EEXIST;
  return isOurs;
}

} // namespace

std::string PrivateName::makeDirectory(wasi::GuestFiles& files) {
  for (const char* place :
       {static_cast<const char*>(getenv("TMPDIR")), "/tmp", "/dev/shm", "/var/tmp"}) {
    // Ranks need not have the same working directory.
    if (!place || place[0] != '/' || files.reaches(place))
      continue;
    std::string directory = std::string(place) + "/wasmpi-XXXXXX";
    if (directory.size() < kMaxDirectory && mkdtemp(directory.data()))
      return directory;
  }
  return "";
}

PrivateName::~PrivateName() {
  if (!directory_.empty()) {
    unlink(path().c_str());
    rmdir(directory_.c_str());
  }
  if (descriptor_ >= 0)
    close(descriptor_);
}

std::string PrivateName::target() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

std::string PrivateName::path() const {
  return directory_.empty() ? target() : directory_ + "/" + std::to_string(descriptor_);
}

bool PrivateName::make() const {
  if (directory_.empty())
    return true;
  if (!haveDirectory(directory_.c_str()))
    return false;
  // Another rank on this host makes the same link.
  return symlink(target().c_str(), path().c_str()) == 0 || errno == EEXIST;
}

} // namespace wasmpi::mpi
