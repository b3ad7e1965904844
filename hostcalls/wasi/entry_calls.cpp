// path_* calls that make, remove, rename and link directory entries.
//
// Each acts on one name in an opened directory. The host follows no symbolic link in that place,
// even if slashes follow it, and refuses "." and "..".
#include <algorithm>
#include <climits>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "hostcalls/wasi/calls.h"
#include "hostcalls/wasi/path_arguments.h"

namespace wasmpi::wasi {
namespace {

constexpr unsigned kDirectoryMode = 0777; // before the umask

Fallible<void> outcomeOf(int hostResult) {
  if (hostResult != 0)
    return complete(hostFailure());
  return {};
}

/// Whether the host would follow a symbolic link of this name when it looks the entry up.
bool hasTrailingSlash(const ParentAndName& entry) { return entry.name.back() == '/'; }

/// What looking up "name/" ends with, for calls that want anything but a directory: that it is
/// none, or `ifDirectory`.
Failure failureOfDirectory(WasiContext& context, const ParentAndName& entry, Errno ifDirectory) {
  auto opened = context.paths().open(entry.directory, entry.name, {.flags = O_PATH | O_DIRECTORY});
  return opened ? ifDirectory : opened.error();
}

/// The place of an entry to be made. As on a read-only file system, one that is there already is
/// told before the change is refused: programs make directories to be sure that they exist.
Fallible<ParentAndName> findNewEntry(WasiContext& context, uint32_t fd, Rights required,
                                     GuestPath path) {
  auto entry = findEntry(context, fd, required, path);
  const bool isRefused =
      !entry && !entry.error().isTrap() && entry.error().error() == Errno::ReadOnlyFileSystem;
  if (isRefused && openForLookup(context, fd, Rights::None, 0, path))
    return failWith(Errno::Exists);
  return entry;
}

/// Links what the path names after following symbolic links.
Fallible<void> linkTarget(WasiContext& context, uint32_t fd, uint32_t lookup, GuestPath path,
                          const ParentAndName& target) {
  auto source = openForLookup(context, fd, Rights::PathLinkSource, lookup, path);
  if (!source)
    return passOn(source);
  // Linking a descriptor itself (AT_EMPTY_PATH) is a privilege; through its name in procfs it is
  // not.
  const auto name = fmt::format("/proc/self/fd/{}", source->get());
  return outcomeOf(
      ::linkat(AT_FDCWD, name.c_str(), target.directory, target.name.c_str(), AT_SYMLINK_FOLLOW));
}

} // namespace

Fallible<void> path::createDirectory(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> path,
                                     uint32_t pathSize) {
  auto entry = findNewEntry(context, fd, Rights::PathCreateDirectory, {path, pathSize});
  if (!entry)
    return passOn(entry);
  return outcomeOf(::mkdirat(entry->directory, entry->name.c_str(), kDirectoryMode));
}

Fallible<void> path::removeDirectory(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> path,
                                     uint32_t pathSize) {
  auto entry = findEntry(context, fd, Rights::PathRemoveDirectory, {path, pathSize});
  if (!entry)
    return passOn(entry);
  return outcomeOf(::unlinkat(entry->directory, entry->name.c_str(), AT_REMOVEDIR));
}

Fallible<void> path::unlinkFile(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> path,
                                uint32_t pathSize) {
  auto entry = findEntry(context, fd, Rights::PathUnlinkFile, {path, pathSize});
  if (!entry)
    return passOn(entry);
  return outcomeOf(::unlinkat(entry->directory, entry->name.c_str(), 0));
}

Fallible<void> path::rename(WasiContext& context, uint32_t oldFd, GuestPtr<uint8_t> oldPath,
                            uint32_t oldPathSize, uint32_t newFd, GuestPtr<uint8_t> newPath,
                            uint32_t newPathSize) {
  auto from = findEntry(context, oldFd, Rights::PathRenameSource, {oldPath, oldPathSize});
  if (!from)
    return passOn(from);
  auto to = findEntry(context, newFd, Rights::PathRenameTarget, {newPath, newPathSize});
  if (!to)
    return passOn(to);
  return outcomeOf(
      ::renameat(from->directory, from->name.c_str(), to->directory, to->name.c_str()));
}

Fallible<void> path::link(WasiContext& context, uint32_t oldFd, uint32_t oldLookup,
                          GuestPtr<uint8_t> oldPath, uint32_t oldPathSize, uint32_t newFd,
                          GuestPtr<uint8_t> newPath, uint32_t newPathSize) {
  const GuestPath source = {oldPath, oldPathSize};
  if (oldLookup & ~lookup_flags::kAll)
    return failWith(Errno::Invalid);
  auto from = findEntry(context, oldFd, Rights::PathLinkSource, source);
  if (!from)
    return passOn(from);
  auto to = findNewEntry(context, newFd, Rights::PathLinkTarget, {newPath, newPathSize});
  if (!to)
    return passOn(to);
  if (hasTrailingSlash(*from)) // no hard links to directories
    return tl::unexpected(failureOfDirectory(context, *from, Errno::NotPermitted));
  if (oldLookup & lookup_flags::kSymlinkFollow)
    return linkTarget(context, oldFd, oldLookup, source, *to);
  return outcomeOf(
      ::linkat(from->directory, from->name.c_str(), to->directory, to->name.c_str(), 0));
}

Fallible<void> path::symlink(WasiContext& context, GuestPtr<uint8_t> target, uint32_t targetSize,
                             uint32_t fd, GuestPtr<uint8_t> path, uint32_t pathSize) {
  auto text = readPath(context, {target, targetSize});
  if (!text)
    return passOn(text);
  auto entry = findNewEntry(context, fd, Rights::PathSymlink, {path, pathSize});
  if (!entry)
    return passOn(entry);
  // A guest's absolute path means something else to the host's programs, which might follow the
  // link.
  if (text->starts_with('/'))
    return failWith(Errno::NotPermitted);
  return outcomeOf(::symlinkat(text->c_str(), entry->directory, entry->name.c_str()));
}

Fallible<void> path::readlink(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> path,
                              uint32_t pathSize, GuestPtr<uint8_t> buffer, uint32_t byteSize,
                              GuestPtr<uint32_t> result) {
  auto out = Out<uint32_t>::at(context.memory(), result);
  if (!out)
    return passOn(out);
  auto bytes = context.memory().bytes(buffer.address, byteSize);
  if (!bytes)
    return passOn(bytes);
  auto entry = findEntry(context, fd, Rights::PathReadlink, {path, pathSize});
  if (!entry)
    return passOn(entry);
  if (hasTrailingSlash(*entry))
    return tl::unexpected(failureOfDirectory(context, *entry, Errno::Invalid));
  // The host takes no sizes of 2 GiB or more; no link is longer than this.
  const size_t room = std::min<size_t>(bytes->size(), PATH_MAX);
  const ssize_t size = ::readlinkat(entry->directory, entry->name.c_str(),
                                    reinterpret_cast<char*>(bytes->data()), room);
  if (size < 0)
    return complete(hostFailure());
  out->store(static_cast<uint32_t>(size));
  return {};
}

} // namespace wasmpi::wasi
