// fd_read, fd_write, fd_pread, fd_pwrite: straight between the host's files and linear memory.
// Nothing is buffered here; libc does that.
#include <limits>

#include <sys/syscall.h>
#include <unistd.h>

#include "hostcalls/wasi/calls.h"
#include "hostcalls/wasi/io_vectors.h"

namespace wasmpi::wasi {
namespace {

/// What the four have in common; `transfer(int host, iovec*, int count, uint64_t bytesBefore)`.
template <class Transfer>
Fallible<void> moveData(WasiContext& context, uint32_t fd, Rights required,
                        GuestPtr<GuestIoVector> vectors, uint32_t count, GuestPtr<uint32_t> result,
                        Transfer transfer) {
  auto out = Out<uint32_t>::at(context.memory(), result);
  if (!out)
    return passOn(out);
  auto descriptor = context.descriptors().find(fd, required);
  if (!descriptor)
    return passOn(descriptor);
  const int host = (*descriptor)->host.get();
  auto moved = transferVectors(
      context.memory(), vectors, count,
      [&](iovec* data, int size, uint64_t before) { return transfer(host, data, size, before); });
  if (!moved)
    return passOn(moved);
  out->store(*moved);
  return {};
}

// The system calls as such: libc's functions are points where a thread can be cancelled, and in a
// process with more than one thread, as this one is, they pay for that. No thread is cancelled
// here.
ssize_t readOne(int host, void* data, size_t size) { return ::syscall(SYS_read, host, data, size); }
ssize_t writeOne(int host, const void* data, size_t size) {
  return ::syscall(SYS_write, host, data, size);
}
ssize_t readOneAt(int host, void* data, size_t size, off_t offset) {
  return ::syscall(SYS_pread64, host, data, size, offset);
}
ssize_t writeOneAt(int host, const void* data, size_t size, off_t offset) {
  return ::syscall(SYS_pwrite64, host, data, size, offset);
}

/// readv, writev and the like, by the simpler call if there is one vector: the host has less to do.
template <auto one, auto many> ssize_t transferNext(int host, const iovec* data, int size) {
  if (size == 1)
    return one(host, data->iov_base, data->iov_len);
  return many(host, data, size);
}

/// preadv and pwritev at offset + bytesBefore; an offset that the host cannot have is its EINVAL.
template <auto one, auto many>
ssize_t transferAt(int host, const iovec* data, int size, uint64_t offset, uint64_t before) {
  constexpr uint64_t kMax = std::numeric_limits<off_t>::max();
  if (offset > kMax || before > kMax - offset) {
    errno = EINVAL;
    return -1;
  }
  const auto position = static_cast<off_t>(offset + before);
  if (size == 1)
    return one(host, data->iov_base, data->iov_len, position);
  return many(host, data, size, position);
}

} // namespace

Fallible<void> fd::read(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                        uint32_t count, GuestPtr<uint32_t> result) {
  return moveData(context, fd, Rights::FdRead, vectors, count, result,
                  [](int host, iovec* data, int size, uint64_t) {
                    return transferNext<&readOne, &::readv>(host, data, size);
                  });
}

Fallible<void> fd::write(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                         uint32_t count, GuestPtr<uint32_t> result) {
  return moveData(context, fd, Rights::FdWrite, vectors, count, result,
                  [](int host, iovec* data, int size, uint64_t) {
                    return transferNext<&writeOne, &::writev>(host, data, size);
                  });
}

Fallible<void> fd::pread(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                         uint32_t count, uint64_t offset, GuestPtr<uint32_t> result) {
  return moveData(context, fd, Rights::FdRead, vectors, count, result,
                  [=](int host, iovec* data, int size, uint64_t before) {
                    return transferAt<&readOneAt, &::preadv>(host, data, size, offset, before);
                  });
}

Fallible<void> fd::pwrite(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                          uint32_t count, uint64_t offset, GuestPtr<uint32_t> result) {
  return moveData(context, fd, Rights::FdWrite, vectors, count, result,
                  [=](int host, iovec* data, int size, uint64_t before) {
                    return transferAt<&writeOneAt, &::pwritev>(host, data, size, offset, before);
                  });
}

} // namespace wasmpi::wasi
