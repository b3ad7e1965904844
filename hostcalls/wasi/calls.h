// The implementations of functions.def, named as there. Each returns nothing, an Errno for the
// guest, or a trap (failure.h).
//
// Parameters are what the guest passed, unchecked: descriptors, addresses, sizes, flags. A call
// checks every address before it changes anything on the host. `Layout` is that of preview1, or
// that of wasi_unstable.
#pragma once

#include <cstdint>

#include "hostcalls/wasi/failure.h"
#include "hostcalls/wasi/wasi_context.h"
#include "hostcalls/wasi/wasi_types.h"
#include "runtime/guest_memory.h"

namespace wasmpi::wasi {

namespace args {
Fallible<void> get(WasiContext& context, GuestPtr<uint32_t> pointers, GuestPtr<uint8_t> buffer);
Fallible<void> sizesGet(WasiContext& context, GuestPtr<uint32_t> count,
                        GuestPtr<uint32_t> byteSize);
} // namespace args

namespace environ {
Fallible<void> get(WasiContext& context, GuestPtr<uint32_t> pointers, GuestPtr<uint8_t> buffer);
Fallible<void> sizesGet(WasiContext& context, GuestPtr<uint32_t> count,
                        GuestPtr<uint32_t> byteSize);
} // namespace environ

namespace clock {
Fallible<void> resolutionGet(WasiContext& context, uint32_t id, GuestPtr<uint64_t> nanoseconds);
Fallible<void> timeGet(WasiContext& context, uint32_t id, uint64_t precision,
                       GuestPtr<uint64_t> nanoseconds);
} // namespace clock

namespace fd {
Fallible<void> advise(WasiContext& context, uint32_t fd, uint64_t offset, uint64_t byteSize,
                      uint32_t advice);
Fallible<void> allocate(WasiContext& context, uint32_t fd, uint64_t offset, uint64_t byteSize);
Fallible<void> close(WasiContext& context, uint32_t fd);
Fallible<void> datasync(WasiContext& context, uint32_t fd);
Fallible<void> fdstatGet(WasiContext& context, uint32_t fd, GuestPtr<FdStat> result);
Fallible<void> fdstatSetFlags(WasiContext& context, uint32_t fd, uint32_t flags);
Fallible<void> fdstatSetRights(WasiContext& context, uint32_t fd, uint64_t rights,
                               uint64_t inheriting);
template <class Layout = FileStat>
Fallible<void> filestatGet(WasiContext& context, uint32_t fd, GuestPtr<Layout> result);
Fallible<void> filestatSetSize(WasiContext& context, uint32_t fd, uint64_t byteSize);
Fallible<void> filestatSetTimes(WasiContext& context, uint32_t fd, uint64_t accessTime,
                                uint64_t modifyTime, uint32_t flags);
Fallible<void> pread(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                     uint32_t count, uint64_t offset, GuestPtr<uint32_t> result);
Fallible<void> prestatDirName(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> name,
                              uint32_t byteSize);
Fallible<void> prestatGet(WasiContext& context, uint32_t fd, GuestPtr<Prestat> result);
Fallible<void> pwrite(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                      uint32_t count, uint64_t offset, GuestPtr<uint32_t> result);
Fallible<void> read(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                    uint32_t count, GuestPtr<uint32_t> result);
Fallible<void> readdir(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> buffer,
                       uint32_t byteSize, uint64_t cookie, GuestPtr<uint32_t> result);
Fallible<void> renumber(WasiContext& context, uint32_t from, uint32_t to);
Fallible<void> seek(WasiContext& context, uint32_t fd, int64_t offset, uint32_t whence,
                    GuestPtr<uint64_t> result);
/// `whence` is an unstable::Whence.
Fallible<void> seekUnstable(WasiContext& context, uint32_t fd, int64_t offset, uint32_t whence,
                            GuestPtr<uint64_t> result);
Fallible<void> sync(WasiContext& context, uint32_t fd);
Fallible<void> tell(WasiContext& context, uint32_t fd, GuestPtr<uint64_t> result);
Fallible<void> write(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                     uint32_t count, GuestPtr<uint32_t> result);
} // namespace fd

// A path is its address and its size in bytes; it needs no NUL.
namespace path {
Fallible<void> createDirectory(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> path,
                               uint32_t pathSize);
template <class Layout = FileStat>
Fallible<void> filestatGet(WasiContext& context, uint32_t fd, uint32_t lookup,
                           GuestPtr<uint8_t> path, uint32_t pathSize, GuestPtr<Layout> result);
Fallible<void> filestatSetTimes(WasiContext& context, uint32_t fd, uint32_t lookup,
                                GuestPtr<uint8_t> path, uint32_t pathSize, uint64_t accessTime,
                                uint64_t modifyTime, uint32_t flags);
Fallible<void> link(WasiContext& context, uint32_t oldFd, uint32_t oldLookup,
                    GuestPtr<uint8_t> oldPath, uint32_t oldPathSize, uint32_t newFd,
                    GuestPtr<uint8_t> newPath, uint32_t newPathSize);
Fallible<void> open(WasiContext& context, uint32_t fd, uint32_t lookup, GuestPtr<uint8_t> path,
                    uint32_t pathSize, uint32_t openFlags, uint64_t rights, uint64_t inheriting,
                    uint32_t fdFlags, GuestPtr<uint32_t> result);
Fallible<void> readlink(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> path,
                        uint32_t pathSize, GuestPtr<uint8_t> buffer, uint32_t byteSize,
                        GuestPtr<uint32_t> result);
Fallible<void> removeDirectory(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> path,
                               uint32_t pathSize);
Fallible<void> rename(WasiContext& context, uint32_t oldFd, GuestPtr<uint8_t> oldPath,
                      uint32_t oldPathSize, uint32_t newFd, GuestPtr<uint8_t> newPath,
                      uint32_t newPathSize);
Fallible<void> symlink(WasiContext& context, GuestPtr<uint8_t> target, uint32_t targetSize,
                       uint32_t fd, GuestPtr<uint8_t> path, uint32_t pathSize);
Fallible<void> unlinkFile(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> path,
                          uint32_t pathSize);
} // namespace path

namespace poll {
template <class Layout = Subscription>
Fallible<void> oneoff(WasiContext& context, GuestPtr<Layout> subscriptions, GuestPtr<Event> events,
                      uint32_t count, GuestPtr<uint32_t> result);
} // namespace poll

namespace process {
/// Always a trap: the guest's way out.
Result<void> exit(WasiContext& context, uint32_t status);
/// Does what the signal would do by default: ends the guest with a trap, or nothing. Invalid if
/// there is no such signal, NotSupported if it would stop the process.
Fallible<void> raise(WasiContext& context, uint32_t signal);
Fallible<void> randomGet(WasiContext& context, GuestPtr<uint8_t> buffer, uint32_t byteSize);
Fallible<void> schedYield(WasiContext& context);
} // namespace process

namespace sock {
Fallible<void> accept(WasiContext& context, uint32_t fd, uint32_t fdFlags,
                      GuestPtr<uint32_t> result);
Fallible<void> receive(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                       uint32_t count, uint32_t flags, GuestPtr<uint32_t> byteCount,
                       GuestPtr<uint16_t> resultFlags);
Fallible<void> send(WasiContext& context, uint32_t fd, GuestPtr<GuestIoVector> vectors,
                    uint32_t count, uint32_t flags, GuestPtr<uint32_t> byteCount);
Fallible<void> shutdown(WasiContext& context, uint32_t fd, uint32_t how);
} // namespace sock

} // namespace wasmpi::wasi
