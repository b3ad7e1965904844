// path_open, and looking at and setting attributes of what a path names.
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include "hostcalls/wasi/calls.h"
#include "hostcalls/wasi/file_status.h"
#include "hostcalls/wasi/host_flags.h"
#include "hostcalls/wasi/path_arguments.h"
#include "hostcalls/wasi/proc_files.h"

namespace wasmpi::wasi {
namespace {

constexpr Rights kReadingRights = Rights::FdRead | Rights::FdReaddir;
constexpr Rights kWritingRights = Rights::FdWrite | Rights::FdAllocate | Rights::FdFilestatSetSize;

struct OpenParameters {
  uint32_t lookup;
  uint32_t openFlags;
  uint32_t fdFlags;
  Rights rights;
  Rights inheriting;

  /// Whether all flags are defined. Directories are not made by opening them; hosts differ in what
  /// they say to that.
  bool areValid() const {
    constexpr uint32_t kNever = open_flags::kCreate | open_flags::kDirectory;
    return !(lookup & ~lookup_flags::kAll) && !(openFlags & ~open_flags::kAll) &&
           !(fdFlags & ~fd_flags::kAll) && (openFlags & kNever) != kNever;
  }

  /// What the directory must allow.
  Rights required() const {
    Rights rights = Rights::PathOpen;
    if (openFlags & open_flags::kCreate)
      rights = rights | Rights::PathCreateFile;
    if (openFlags & open_flags::kTruncate)
      rights = rights | Rights::PathFilestatSetSize;
    return rights;
  }

  /// A directory can be opened for reading only. Who asks for one is told so, but is taken at his
  /// word only where he wants to write data: other rights may be asked for because they exist.
  bool isForWriting() const {
    const bool isForDirectory = openFlags & open_flags::kDirectory;
    return intersects(rights, isForDirectory ? Rights::FdWrite : kWritingRights);
  }

  int hostFlags() const {
    int flags = O_RDONLY;
    if (isForWriting())
      flags = intersects(rights, kReadingRights) ? O_RDWR : O_WRONLY;
    flags |= fdFlagsToHost(fdFlags);
    flags |= openFlags & open_flags::kCreate ? O_CREAT : 0;
    flags |= openFlags & open_flags::kDirectory ? O_DIRECTORY : 0;
    flags |= openFlags & open_flags::kExclusive ? O_EXCL : 0;
    flags |= openFlags & open_flags::kTruncate ? O_TRUNC : 0;
    flags |= lookup & lookup_flags::kSymlinkFollow ? 0 : O_NOFOLLOW;
    return flags;
  }
};

/// Opens beneath a read-only directory, as on a read-only file system: what exists can be opened,
/// even by a call that would create it, but not written to.
Checked<HostFd> openUnchanged(WasiContext& context, const Descriptor& directory,
                              const std::string& path, const OpenParameters& parameters) {
  const bool creates = parameters.openFlags & open_flags::kCreate;
  const bool isExclusive = creates && (parameters.openFlags & open_flags::kExclusive);
  const bool isRefused =
      isExclusive || parameters.isForWriting() || (parameters.openFlags & open_flags::kTruncate);
  int flags = parameters.hostFlags() & ~(O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC);
  if (isRefused) // looked at only
    flags = O_PATH | (flags & (O_NOFOLLOW | O_DIRECTORY)) | (isExclusive ? O_NOFOLLOW : 0);
  auto opened = context.paths().open(directory.host.get(), path, {.flags = flags});
  if (!opened && creates && opened.error() == Errno::NoEntry)
    return tl::unexpected(Errno::ReadOnlyFileSystem);
  if (!opened || !isRefused)
    return opened;
  if (isExclusive)
    return tl::unexpected(Errno::Exists);
  struct stat status {};
  if (::fstat(opened->get(), &status) != 0)
    return hostFailure();
  if (S_ISLNK(status.st_mode))
    return tl::unexpected(Errno::SymlinkLoop);
  return tl::unexpected(S_ISDIR(status.st_mode) ? Errno::IsDirectory : Errno::ReadOnlyFileSystem);
}

Checked<HostFd> openHost(WasiContext& context, const Descriptor& directory, const std::string& path,
                         const OpenParameters& parameters) {
  if (directory.isReadOnly)
    return openUnchanged(context, directory, path, parameters);
  // Linux gives no meaning to O_EXCL alone.
  return context.paths().open(directory.host.get(), path,
                              {.flags = parameters.hostFlags(), .mode = 0666});
}

Checked<uint32_t> openFile(WasiContext& context, const Descriptor& directory,
                           const std::string& path, const OpenParameters& parameters) {
  if (!includes(directory.inheriting, parameters.rights | parameters.inheriting))
    return tl::unexpected(Errno::NotCapable);
  auto host = openHost(context, directory, path, parameters);
  if (!host)
    return tl::unexpected(host.error());
  if (auto allowed = checkProcFile(host->get(), parameters.isForWriting()); !allowed)
    return tl::unexpected(allowed.error());
  auto descriptor = describe(std::move(*host));
  if (!descriptor)
    return tl::unexpected(descriptor.error());
  descriptor->rights = descriptor->rights & parameters.rights;
  descriptor->inheriting = parameters.inheriting;
  descriptor->isReadOnly = directory.isReadOnly;
  return context.descriptors().insert(std::move(*descriptor));
}

/// One component that leads neither up nor into another directory, so that the host can be given it
/// as it is.
bool isPlainName(const std::string& path) {
  return !path.empty() && path != ".." && path.find('/') == std::string::npos;
}

Checked<struct stat> statusOf(WasiContext& context, int directory, const std::string& path,
                              bool follows) {
  struct stat status {};
  if (isPlainName(path)) { // the common case in one host call
    if (::fstatat(directory, path.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
      return hostFailure();
    if (!follows || !S_ISLNK(status.st_mode))
      return status;
  }
  auto opened =
      context.paths().open(directory, path, {.flags = O_PATH | (follows ? 0 : O_NOFOLLOW)});
  if (!opened)
    return tl::unexpected(opened.error());
  if (::fstat(opened->get(), &status) != 0)
    return hostFailure();
  return status;
}

} // namespace

Fallible<void> path::open(WasiContext& context, uint32_t fd, uint32_t lookup,
                          GuestPtr<uint8_t> path, uint32_t pathSize, uint32_t openFlags,
                          uint64_t rights, uint64_t inheriting, uint32_t fdFlags,
                          GuestPtr<uint32_t> result) {
  auto out = Out<uint32_t>::at(context.memory(), result);
  if (!out)
    return passOn(out);
  auto text = readPath(context, {path, pathSize});
  if (!text)
    return passOn(text);
  const OpenParameters parameters = {lookup, openFlags, fdFlags, static_cast<Rights>(rights),
                                     static_cast<Rights>(inheriting)};
  if (!parameters.areValid())
    return failWith(Errno::Invalid);
  auto directory = context.descriptors().find(fd, parameters.required());
  if (!directory)
    return passOn(directory);
  auto number = openFile(context, **directory, *text, parameters);
  if (!number)
    return passOn(number);
  out->store(*number);
  return {};
}

template <class Layout>
Fallible<void> path::filestatGet(WasiContext& context, uint32_t fd, uint32_t lookup,
                                 GuestPtr<uint8_t> path, uint32_t pathSize,
                                 GuestPtr<Layout> result) {
  auto out = Out<Layout>::at(context.memory(), result);
  if (!out)
    return passOn(out);
  auto text = readPath(context, {path, pathSize});
  if (!text)
    return passOn(text);
  if (lookup & ~lookup_flags::kAll)
    return failWith(Errno::Invalid);
  auto directory = context.descriptors().find(fd, Rights::PathFilestatGet);
  if (!directory)
    return passOn(directory);
  auto status = statusOf(context, (*directory)->host.get(), *text,
                         (lookup & lookup_flags::kSymlinkFollow) != 0);
  if (!status)
    return passOn(status);
  out->store(toFileStat<Layout>(*status));
  return {};
}
template Fallible<void> path::filestatGet(WasiContext&, uint32_t, uint32_t, GuestPtr<uint8_t>,
                                          uint32_t, GuestPtr<FileStat>);
template Fallible<void> path::filestatGet(WasiContext&, uint32_t, uint32_t, GuestPtr<uint8_t>,
                                          uint32_t, GuestPtr<unstable::FileStat>);

Fallible<void> path::filestatSetTimes(WasiContext& context, uint32_t fd, uint32_t lookup,
                                      GuestPtr<uint8_t> path, uint32_t pathSize,
                                      uint64_t accessTime, uint64_t modifyTime, uint32_t flags) {
  auto times = timesToSet(accessTime, modifyTime, flags);
  auto opened = openForLookup(context, fd, Rights::PathFilestatSetTimes, lookup, {path, pathSize});
  if (!opened)
    return passOn(opened);
  if (!times)
    return passOn(times);
  if (::utimensat(opened->get(), "", times->data(), AT_EMPTY_PATH) == 0)
    return {};
  if (errno != EINVAL)
    return complete(hostFailure());
  // Kernels before 5.8 need a name for it; the descriptor's own leads nowhere else.
  const auto name = fmt::format("/proc/self/fd/{}", opened->get());
  if (::utimensat(AT_FDCWD, name.c_str(), times->data(), 0) != 0)
    return complete(hostFailure());
  return {};
}

} // namespace wasmpi::wasi
