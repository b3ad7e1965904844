// See context_files.h.
#include "hostcalls/wasi/context_files.h"

#include <optional>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "hostcalls/wasi/proc_files.h"

namespace wasmpi::wasi {
namespace {

/// Without leading slashes and "./", which mean nothing to wasi-libc; "." is the empty name.
std::string_view stripped(std::string_view name) {
  for (;;) {
    if (name.starts_with('/'))
      name.remove_prefix(1);
    else if (name.starts_with("./"))
      name.remove_prefix(2);
    else
      return name == "." ? "" : name;
  }
}

/// What is left of `path` beneath the directory of that name; nullopt if it does not lie there.
std::optional<std::string_view> beneath(std::string_view directory, std::string_view path) {
  while (directory.ends_with('/'))
    directory.remove_suffix(1);
  if (!path.starts_with(directory))
    return std::nullopt;
  path.remove_prefix(directory.size());
  if (!directory.empty() && !path.empty() && !path.starts_with('/'))
    return std::nullopt;
  while (path.starts_with('/'))
    path.remove_prefix(1);
  return path;
}

bool isSameFile(const struct stat& left, const struct stat& right) {
  return left.st_dev == right.st_dev && left.st_ino == right.st_ino;
}

Checked<struct stat> statusOf(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0)
    return hostFailure();
  return status;
}

} // namespace

/// As wasi-libc looks: the longest name wins, of two equal ones the later.
Checked<ContextFiles::Place> ContextFiles::find(std::string_view path, Rights required) {
  if (path.empty())
    return tl::unexpected(Errno::NoEntry);
  if (path.find('\0') != std::string_view::npos)
    return tl::unexpected(Errno::Invalid);
  path = stripped(path);
  std::optional<uint32_t> best;
  size_t bestSize = 0;
  std::string rest;
  FdTable& descriptors = context_.descriptors();
  for (uint32_t fd = descriptors.numberLimit(); fd-- > 0;) {
    const auto descriptor = descriptors.find(fd);
    if (!descriptor || (*descriptor)->preopenName.empty())
      continue;
    const std::string_view name = stripped((*descriptor)->preopenName);
    const auto inside = beneath(name, path);
    if (!inside || (best && name.size() <= bestSize))
      continue;
    best = fd;
    bestSize = name.size();
    rest = inside->empty() ? "." : std::string(*inside);
  }
  if (!best)
    return tl::unexpected(Errno::NotCapable);
  auto directory = descriptors.find(*best, required);
  if (!directory)
    return tl::unexpected(directory.error());
  return Place{*directory, std::move(rest)};
}

namespace {

Rights rightsFor(FileUse use) {
  Rights rights = Rights::FdSeek | Rights::FdTell;
  if (use.reads)
    rights = rights | Rights::FdRead;
  if (use.writes)
    rights = rights | Rights::FdWrite | Rights::FdAllocate | Rights::FdFilestatSetSize;
  return rights;
}

/// Opens the file that is already there, for looking at it only.
Checked<HostFd> openPresent(const WasiContext& context, const Descriptor& directory,
                            const std::string& path) {
  return context.paths().open(directory.host.get(), path, {.flags = O_PATH});
}

/// Makes the file, or finds it there.
Checked<HostFd> openCreated(const WasiContext& context, const Descriptor& directory,
                            const std::string& path, FileUse use) {
  const int access = use.reads ? O_RDWR : O_WRONLY;
  const int flags = access | O_CREAT | O_NONBLOCK | (use.isExclusive ? O_EXCL : 0);
  auto made = context.paths().open(directory.host.get(), path, {.flags = flags, .mode = 0666});
  if (!made)
    return made;
  // The same file, whatever its name leads to by now. A descriptor that is more than a path must
  // not stay: closing it would drop the locks that this process holds on the file.
  const auto link = fmt::format("/proc/self/fd/{}", made->get());
  HostFd place(::open(link.c_str(), O_PATH | O_CLOEXEC));
  if (!place.isOpen())
    return hostFailure();
  return place;
}

Checked<void> checkFile(int fd, FileUse use) {
  const auto status = statusOf(fd);
  if (!status)
    return tl::unexpected(status.error());
  if (S_ISDIR(status->st_mode))
    return tl::unexpected(Errno::IsDirectory);
  if (!S_ISREG(status->st_mode))
    return tl::unexpected(Errno::Invalid);
  return checkProcFile(fd, use.writes);
}

} // namespace

Checked<int> ContextFiles::open(std::string_view path, FileUse use) {
  auto place =
      find(path, use.creates ? Rights::PathOpen | Rights::PathCreateFile : Rights::PathOpen);
  if (!place)
    return tl::unexpected(place.error());
  const Descriptor& directory = *place->directory;
  if (!includes(directory.inheriting, rightsFor(use)))
    return tl::unexpected(Errno::NotCapable);
  const bool makes = use.creates && !directory.isReadOnly;
  auto opened = makes ? openCreated(context_, directory, place->path, use)
                      : openPresent(context_, directory, place->path);
  if (!opened && use.creates && opened.error() == Errno::NoEntry)
    return tl::unexpected(Errno::ReadOnlyFileSystem);
  if (!opened)
    return tl::unexpected(opened.error());
  if (use.isExclusive && !makes)
    return tl::unexpected(Errno::Exists);
  if (auto checked = checkFile(opened->get(), use); !checked)
    return tl::unexpected(checked.error());
  if (use.writes && directory.isReadOnly)
    return tl::unexpected(Errno::ReadOnlyFileSystem);
  return opened->release();
}

Checked<void> ContextFiles::remove(std::string_view path) {
  auto place = find(path, Rights::PathUnlinkFile);
  if (!place)
    return tl::unexpected(place.error());
  auto entry = context_.paths().openParent(place->directory->host.get(), place->path);
  if (!entry)
    return tl::unexpected(entry.error());
  if (::unlinkat(entry->directory, entry->name.c_str(), 0) != 0)
    return hostFailure();
  return {};
}

bool ContextFiles::reaches(const char* hostDirectory) {
  HostFd above(::open(hostDirectory, O_PATH | O_DIRECTORY | O_CLOEXEC));
  for (std::optional<struct stat> below;;) {
    const auto status = above.isOpen() ? statusOf(above.get()) : hostFailure();
    if (!status)
      return true;
    if (below && isSameFile(*below, *status)) // the root is its own parent
      return false;
    for (uint32_t fd = 0; fd < context_.descriptors().numberLimit(); fd++) {
      const auto descriptor = context_.descriptors().find(fd);
      const auto own = descriptor ? statusOf((*descriptor)->host.get()) : hostFailure();
      if (descriptor && (!own || isSameFile(*own, *status)))
        return true;
    }
    below = *status;
    above = HostFd(::openat(above.get(), "..", O_PATH | O_DIRECTORY | O_CLOEXEC));
  }
}

} // namespace wasmpi::wasi
