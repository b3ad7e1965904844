// sock_*: a guest opens no sockets in preview1, but the host may have given it some: listeners, or
// its standard streams.
#include <cerrno>

#include <sys/socket.h>

#include "hostcalls/wasi/calls.h"
#include "hostcalls/wasi/io_vectors.h"

namespace wasmpi::wasi {
namespace {

/// The host's number of a socket that has the right.
Checked<int> findSocket(WasiContext& context, uint32_t fd, Rights required) {
  auto descriptor = context.descriptors().find(fd);
  if (!descriptor)
    return tl::unexpected(descriptor.error());
  const Descriptor& found = **descriptor;
  if (found.type != FileType::SocketStream && found.type != FileType::SocketDatagram)
    return tl::unexpected(Errno::NotSocket);
  if (!includes(found.rights, required))
    return tl::unexpected(Errno::NotCapable);
  return found.host.get();
}

} // namespace

Fallible<void> sock::accept(WasiContext& context, uint32_t fd, uint32_t fdFlags,
                            GuestPtr<uint32_t> result) {
  auto out = Out<uint32_t>::at(context.memory(), result);
  if (!out)
    return passOn(out);
  if (fdFlags & ~fd_flags::kNonblock)
    return failWith(Errno::Invalid);
  auto listener = findSocket(context, fd, Rights::SockAccept);
  if (!listener)
    return passOn(listener);
  const int nonblock = fdFlags & fd_flags::kNonblock ? SOCK_NONBLOCK : 0;
  HostFd accepted(::accept4(*listener, nullptr, nullptr, SOCK_CLOEXEC | nonblock));
  if (!accepted.isOpen())
    return complete(hostFailure());
  auto descriptor = describe(std::move(accepted));
  if (!descriptor)
    return passOn(descriptor);
  auto number = context.descriptors().insert(std::move(*descriptor));
  if (!number)
    return passOn(number);
  out->store(*number);
  return {};
}

Fallible<void> sock::receive(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                             uint32_t count, uint32_t flags, GuestPtr<uint32_t> byteCount,
                             GuestPtr<uint16_t> resultFlags) {
  auto countOut = Out<uint32_t>::at(context.memory(), byteCount);
  if (!countOut)
    return passOn(countOut);
  auto flagsOut = Out<uint16_t>::at(context.memory(), resultFlags);
  if (!flagsOut)
    return passOn(flagsOut);
  // A message is received as one: there is no second chunk of vectors.
  if ((flags & ~receive_flags::kAll) || count > IOV_MAX)
    return failWith(Errno::Invalid);
  auto socket = findSocket(context, fd, Rights::FdRead);
  if (!socket)
    return passOn(socket);
  const int hostFlags = (flags & receive_flags::kPeek ? MSG_PEEK : 0) |
                        (flags & receive_flags::kWaitAll ? MSG_WAITALL : 0);
  msghdr message{};
  auto moved =
      transferVectors(context.memory(), vectors, count, [&](iovec* data, int size, uint64_t) {
        message.msg_iov = data;
        message.msg_iovlen = static_cast<size_t>(size);
        return ::recvmsg(*socket, &message, hostFlags);
      });
  if (!moved)
    return passOn(moved);
  countOut->store(*moved);
  flagsOut->store(message.msg_flags & MSG_TRUNC ? receive_flags::kDataTruncated : uint16_t{0});
  return {};
}

Fallible<void> sock::send(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                          uint32_t count, uint32_t flags, GuestPtr<uint32_t> byteCount) {
  auto out = Out<uint32_t>::at(context.memory(), byteCount);
  if (!out)
    return passOn(out);
  if (flags != 0 || count > IOV_MAX) // witx: siflags has no members
    return failWith(Errno::Invalid);
  auto socket = findSocket(context, fd, Rights::FdWrite);
  if (!socket)
    return passOn(socket);
  auto moved =
      transferVectors(context.memory(), vectors, count, [&](iovec* data, int size, uint64_t) {
        msghdr message{};
        message.msg_iov = data;
        message.msg_iovlen = static_cast<size_t>(size);
        return ::sendmsg(*socket, &message, MSG_NOSIGNAL);
      });
  if (!moved)
    return passOn(moved);
  out->store(*moved);
  return {};
}

Fallible<void> sock::shutdown(WasiContext& context, uint32_t fd, uint32_t how) {
  if (how == 0 || (how & ~shutdown_flags::kAll))
    return failWith(Errno::Invalid);
  auto socket = findSocket(context, fd, Rights::SockShutdown);
  if (!socket)
    return passOn(socket);
  const int hostHow = how == shutdown_flags::kAll    ? SHUT_RDWR
                      : how == shutdown_flags::kRead ? SHUT_RD
                                                     : SHUT_WR;
  if (::shutdown(*socket, hostHow) != 0)
    return complete(hostFailure());
  return {};
}

} // namespace wasmpi::wasi
