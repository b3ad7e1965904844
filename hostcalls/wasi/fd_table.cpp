// The table, and what a host descriptor's type lets a guest do with it.
#include "hostcalls/wasi/fd_table.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wasmpi::wasi {
namespace {

constexpr Rights kStreamRights = Rights::FdDatasync | Rights::FdRead | Rights::FdFdstatSetFlags |
                                 Rights::FdSync | Rights::FdWrite | Rights::FdFilestatGet |
                                 Rights::FdFilestatSetTimes | Rights::PollFdReadwrite;
constexpr Rights kSocketRights = kStreamRights | Rights::SockShutdown | Rights::SockAccept;
constexpr Rights kFileRights = kStreamRights | Rights::FdSeek | Rights::FdTell | Rights::FdAdvise |
                               Rights::FdAllocate | Rights::FdFilestatSetSize;
// FdRead stays, so that reading a directory fails as it does natively.
constexpr Rights kDirectoryRights =
    Rights::FdDatasync | Rights::FdRead | Rights::FdFdstatSetFlags | Rights::FdSync |
    Rights::FdAdvise | Rights::PathCreateDirectory | Rights::PathCreateFile |
    Rights::PathLinkSource | Rights::PathLinkTarget | Rights::PathOpen | Rights::FdReaddir |
    Rights::PathReadlink | Rights::PathRenameSource | Rights::PathRenameTarget |
    Rights::PathFilestatGet | Rights::PathFilestatSetSize | Rights::PathFilestatSetTimes |
    Rights::FdFilestatGet | Rights::FdFilestatSetTimes | Rights::PathSymlink |
    Rights::PathRemoveDirectory | Rights::PathUnlinkFile | Rights::PollFdReadwrite;

/// What only directories have.
constexpr Rights kPathRights =
    Rights::PathCreateDirectory | Rights::PathCreateFile | Rights::PathLinkSource |
    Rights::PathLinkTarget | Rights::PathOpen | Rights::FdReaddir | Rights::PathReadlink |
    Rights::PathRenameSource | Rights::PathRenameTarget | Rights::PathFilestatGet |
    Rights::PathFilestatSetSize | Rights::PathFilestatSetTimes | Rights::PathSymlink |
    Rights::PathRemoveDirectory | Rights::PathUnlinkFile;

/// What is refused of read-only descriptors. path_open has its own rules (path_calls.cpp), and no
/// file beneath is opened for writing. A hard link elsewhere would be a way to write.
constexpr Rights kChangingRights =
    Rights::PathCreateDirectory | Rights::PathLinkSource | Rights::PathLinkTarget |
    Rights::PathRenameSource | Rights::PathRenameTarget | Rights::PathFilestatSetTimes |
    Rights::PathSymlink | Rights::PathRemoveDirectory | Rights::PathUnlinkFile | Rights::FdWrite |
    Rights::FdAllocate | Rights::FdFilestatSetSize | Rights::FdFilestatSetTimes;

constexpr Rights kReadingRights = Rights::FdRead | Rights::FdReaddir;
constexpr Rights kWritingRights = Rights::FdWrite | Rights::FdAllocate | Rights::FdFilestatSetSize;

/// wasi-libc takes a character device that cannot seek for a terminal; others (/dev/null) can.
Rights rightsOfType(FileType type, int fd) {
  switch (type) {
  case FileType::Directory:
    return kDirectoryRights;
  case FileType::RegularFile:
  case FileType::BlockDevice:
    return kFileRights;
  case FileType::CharacterDevice:
    return ::isatty(fd) ? kStreamRights : kFileRights;
  case FileType::SocketDatagram:
  case FileType::SocketStream:
    return kSocketRights;
  default:
    return kStreamRights;
  }
}

FileType socketType(int fd) {
  int type = 0;
  socklen_t byteSize = sizeof(type);
  const bool isKnown = ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &byteSize) == 0;
  return isKnown && type == SOCK_DGRAM ? FileType::SocketDatagram : FileType::SocketStream;
}

} // namespace

HostFd::~HostFd() {
  if (fd_ >= 0)
    ::close(fd_);
}

Checked<void> HostFd::close() {
  // Linux frees the number whatever close returns; after EINTR too.
  if (::close(std::exchange(fd_, -1)) != 0 && errno != EINTR)
    return hostFailure();
  return {};
}

FileType fileTypeOf(uint32_t hostMode) {
  switch (hostMode & S_IFMT) {
  case S_IFBLK:
    return FileType::BlockDevice;
  case S_IFCHR:
    return FileType::CharacterDevice;
  case S_IFDIR:
    return FileType::Directory;
  case S_IFREG:
    return FileType::RegularFile;
  case S_IFLNK:
    return FileType::SymbolicLink;
  case S_IFSOCK:
    return FileType::SocketStream;
  default: // WASI has no type for a pipe
    return FileType::Unknown;
  }
}

Checked<Descriptor> describe(HostFd host) {
  struct stat status {};
  if (::fstat(host.get(), &status) != 0)
    return hostFailure();
  const int flags = ::fcntl(host.get(), F_GETFL);
  if (flags < 0)
    return hostFailure();

  FileType type = fileTypeOf(status.st_mode);
  if (type == FileType::SocketStream)
    type = socketType(host.get());
  Rights rights = rightsOfType(type, host.get());
  const int accessMode = flags & O_ACCMODE;
  if (accessMode == O_WRONLY || (flags & O_PATH))
    rights = rights & ~kReadingRights;
  if (accessMode == O_RDONLY || (flags & O_PATH))
    rights = rights & ~kWritingRights;
  return Descriptor{.host = std::move(host), .type = type, .rights = rights};
}

Checked<Descriptor*> FdTable::findRefusal(uint32_t fd, Rights required) {
  if (fd >= entries_.size() || !entries_[fd])
    return tl::unexpected(Errno::BadDescriptor);
  Descriptor& descriptor = *entries_[fd];
  if (descriptor.type != FileType::Directory && intersects(required, kPathRights))
    return tl::unexpected(Errno::NotDirectory);
  if (!includes(descriptor.rights, required))
    return tl::unexpected(Errno::NotCapable);
  if (descriptor.isReadOnly && intersects(required, kChangingRights))
    return tl::unexpected(Errno::ReadOnlyFileSystem);
  return &descriptor;
}

Checked<uint32_t> FdTable::insert(Descriptor descriptor, uint32_t lowest) {
  uint32_t number = lowest;
  while (number < entries_.size() && entries_[number])
    ++number;
  if (number >= kMaxDescriptors)
    return tl::unexpected(Errno::TooManyOpen);
  if (number >= entries_.size())
    entries_.resize(size_t{number} + 1);
  entries_[number] = std::move(descriptor);
  return number;
}

Checked<void> FdTable::close(uint32_t fd) {
  auto descriptor = find(fd);
  if (!descriptor)
    return tl::unexpected(descriptor.error());
  HostFd host = std::move((*descriptor)->host);
  entries_[fd].reset();
  return host.close();
}

Checked<void> FdTable::renumber(uint32_t from, uint32_t to) {
  auto source = find(from);
  auto target = find(to);
  if (!source || !target)
    return tl::unexpected(Errno::BadDescriptor);
  if (from == to)
    return {};
  // An error of closing `to` is lost, as with dup2.
  entries_[to] = std::move(entries_[from]);
  entries_[from].reset();
  return {};
}

} // namespace wasmpi::wasi
