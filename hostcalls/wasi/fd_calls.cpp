// What can be done with a descriptor apart from moving data (io_calls.cpp) and listing
// (directory_calls.cpp).
#include <array>
#include <cerrno>
#include <limits>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hostcalls/wasi/calls.h"
#include "hostcalls/wasi/file_status.h"
#include "hostcalls/wasi/host_flags.h"

namespace wasmpi::wasi {
namespace {

constexpr uint64_t kMaxOffset = std::numeric_limits<off_t>::max();

/// Runs `call(int host)`, a host call that yields 0 or -1, on the descriptor.
template <class Call>
Fallible<void> withDescriptor(WasiContext& context, uint32_t fd, Rights required, Call call) {
  auto descriptor = context.descriptors().find(fd, required);
  if (!descriptor)
    return passOn(descriptor);
  int result = 0;
  do
    result = call((*descriptor)->host.get());
  while (result != 0 && errno == EINTR);
  if (result != 0)
    return complete(hostFailure());
  return {};
}

/// posix_fadvise and posix_fallocate return their error instead of setting errno.
int setErrno(int error) {
  errno = error;
  return error == 0 ? 0 : -1;
}

Fallible<void> moveOffset(WasiContext& context, uint32_t fd, Rights required, int64_t offset,
                          int whence, GuestPtr<uint64_t> result) {
  auto out = Out<uint64_t>::at(context.memory(), result);
  if (!out)
    return passOn(out);
  auto descriptor = context.descriptors().find(fd, required);
  if (!descriptor)
    return passOn(descriptor);
  const off_t position = ::lseek((*descriptor)->host.get(), offset, whence);
  if (position < 0)
    return complete(hostFailure());
  out->store(static_cast<uint64_t>(position));
  return {};
}

} // namespace

Fallible<void> fd::advise(WasiContext& context, uint32_t fd, uint64_t offset, uint64_t byteSize,
                          uint32_t advice) {
  constexpr std::array kHostAdvice = {POSIX_FADV_NORMAL,   POSIX_FADV_SEQUENTIAL,
                                      POSIX_FADV_RANDOM,   POSIX_FADV_WILLNEED,
                                      POSIX_FADV_DONTNEED, POSIX_FADV_NOREUSE};
  if (advice >= kHostAdvice.size() || offset > kMaxOffset || byteSize > kMaxOffset)
    return failWith(Errno::Invalid);
  return withDescriptor(context, fd, Rights::FdAdvise, [=](int host) {
    return setErrno(::posix_fadvise(host, static_cast<off_t>(offset), static_cast<off_t>(byteSize),
                                    kHostAdvice[advice]));
  });
}

Fallible<void> fd::allocate(WasiContext& context, uint32_t fd, uint64_t offset, uint64_t byteSize) {
  if (offset > kMaxOffset || byteSize > kMaxOffset || byteSize == 0)
    return failWith(Errno::Invalid);
  return withDescriptor(context, fd, Rights::FdAllocate, [=](int host) {
    return setErrno(
        ::posix_fallocate(host, static_cast<off_t>(offset), static_cast<off_t>(byteSize)));
  });
}

Fallible<void> fd::close(WasiContext& context, uint32_t fd) {
  return complete(context.descriptors().close(fd));
}

Fallible<void> fd::datasync(WasiContext& context, uint32_t fd) {
  return withDescriptor(context, fd, Rights::FdDatasync, &::fdatasync);
}

Fallible<void> fd::sync(WasiContext& context, uint32_t fd) {
  return withDescriptor(context, fd, Rights::FdSync, &::fsync);
}

Fallible<void> fd::fdstatGet(WasiContext& context, uint32_t fd, GuestPtr<FdStat> result) {
  auto out = Out<FdStat>::at(context.memory(), result);
  if (!out)
    return passOn(out);
  auto descriptor = context.descriptors().find(fd);
  if (!descriptor)
    return passOn(descriptor);
  const Descriptor& found = **descriptor;
  const int flags = ::fcntl(found.host.get(), F_GETFL);
  if (flags < 0)
    return complete(hostFailure());
  out->store({.type = static_cast<uint8_t>(found.type),
              .padding = 0,
              .flags = fdFlagsFromHost(flags),
              .padding2 = 0,
              .rights = static_cast<uint64_t>(found.rights),
              .inheriting = static_cast<uint64_t>(found.inheriting)});
  return {};
}

Fallible<void> fd::fdstatSetFlags(WasiContext& context, uint32_t fd, uint32_t flags) {
  if (flags & ~fd_flags::kAll)
    return failWith(Errno::Invalid);
  // The host ignores changes of the sync flags (fcntl(2), F_SETFL), and so natively do programs.
  return withDescriptor(context, fd, Rights::FdFdstatSetFlags, [=](int host) {
    const int present = ::fcntl(host, F_GETFL);
    if (present < 0)
      return -1;
    constexpr int kSettable = O_APPEND | O_NONBLOCK;
    return ::fcntl(host, F_SETFL, (present & ~kSettable) | (fdFlagsToHost(flags) & kSettable));
  });
}

Fallible<void> fd::fdstatSetRights(WasiContext& context, uint32_t fd, uint64_t rights,
                                   uint64_t inheriting) {
  auto descriptor = context.descriptors().find(fd);
  if (!descriptor)
    return passOn(descriptor);
  Descriptor& found = **descriptor;
  const auto wanted = static_cast<Rights>(rights), passedOn = static_cast<Rights>(inheriting);
  if (!includes(found.rights, wanted) || !includes(found.inheriting, passedOn))
    return failWith(Errno::NotCapable);
  found.rights = wanted;
  found.inheriting = passedOn;
  return {};
}

template <class Layout>
Fallible<void> fd::filestatGet(WasiContext& context, uint32_t fd, GuestPtr<Layout> result) {
  auto out = Out<Layout>::at(context.memory(), result);
  if (!out)
    return passOn(out);
  return withDescriptor(context, fd, Rights::FdFilestatGet, [&](int host) {
    struct stat status {};
    if (::fstat(host, &status) != 0)
      return -1;
    out->store(toFileStat<Layout>(status));
    return 0;
  });
}
template Fallible<void> fd::filestatGet(WasiContext&, uint32_t, GuestPtr<FileStat>);
template Fallible<void> fd::filestatGet(WasiContext&, uint32_t, GuestPtr<unstable::FileStat>);

Fallible<void> fd::filestatSetSize(WasiContext& context, uint32_t fd, uint64_t byteSize) {
  if (byteSize > kMaxOffset)
    return failWith(Errno::Invalid);
  return withDescriptor(context, fd, Rights::FdFilestatSetSize,
                        [=](int host) { return ::ftruncate(host, static_cast<off_t>(byteSize)); });
}

Fallible<void> fd::filestatSetTimes(WasiContext& context, uint32_t fd, uint64_t accessTime,
                                    uint64_t modifyTime, uint32_t flags) {
  auto times = timesToSet(accessTime, modifyTime, flags);
  if (!times)
    return passOn(times);
  return withDescriptor(context, fd, Rights::FdFilestatSetTimes,
                        [&](int host) { return ::futimens(host, times->data()); });
}

Fallible<void> fd::renumber(WasiContext& context, uint32_t from, uint32_t to) {
  return complete(context.descriptors().renumber(from, to));
}

Fallible<void> fd::seek(WasiContext& context, uint32_t fd, int64_t offset, uint32_t whence,
                        GuestPtr<uint64_t> result) {
  constexpr std::array kHostWhence = {SEEK_SET, SEEK_CUR, SEEK_END};
  if (whence >= kHostWhence.size())
    return failWith(Errno::Invalid);
  return moveOffset(context, fd, Rights::FdSeek, offset, kHostWhence[whence], result);
}

Fallible<void> fd::seekUnstable(WasiContext& context, uint32_t fd, int64_t offset, uint32_t whence,
                                GuestPtr<uint64_t> result) {
  constexpr std::array kPresent = {Whence::Current, Whence::End,
                                   Whence::Set}; // by unstable::Whence
  if (whence >= kPresent.size())
    return failWith(Errno::Invalid);
  return seek(context, fd, offset, static_cast<uint32_t>(kPresent[whence]), result);
}

Fallible<void> fd::tell(WasiContext& context, uint32_t fd, GuestPtr<uint64_t> result) {
  return moveOffset(context, fd, Rights::FdTell, 0, SEEK_CUR, result);
}

} // namespace wasmpi::wasi
