// See file_status.h.
#include "hostcalls/wasi/file_status.h"

#include <algorithm>
#include <limits>

#include "hostcalls/wasi/fd_table.h"
#include "hostcalls/wasi/timestamps.h"

namespace wasmpi::wasi {
namespace {

timespec timeToSet(uint64_t time, bool isGiven, bool isNow) {
  if (isNow)
    return {.tv_sec = 0, .tv_nsec = UTIME_NOW};
  if (!isGiven)
    return {.tv_sec = 0, .tv_nsec = UTIME_OMIT};
  return toTimespec(time);
}

} // namespace

template <> FileStat toFileStat(const struct stat& status) {
  return {
      .device = status.st_dev,
      .inode = status.st_ino,
      .type = static_cast<uint8_t>(fileTypeOf(status.st_mode)),
      .padding = {},
      .linkCount = status.st_nlink,
      .byteSize = static_cast<uint64_t>(status.st_size),
      .accessTime = toNanoseconds(status.st_atim),
      .modifyTime = toNanoseconds(status.st_mtim),
      .changeTime = toNanoseconds(status.st_ctim),
  };
}

template <> unstable::FileStat toFileStat(const struct stat& status) {
  const auto present = toFileStat<FileStat>(status);
  constexpr uint64_t kMaxLinks = std::numeric_limits<uint32_t>::max();
  return {
      .device = present.device,
      .inode = present.inode,
      .type = present.type,
      .padding = {},
      .linkCount = static_cast<uint32_t>(std::min(present.linkCount, kMaxLinks)),
      .byteSize = present.byteSize,
      .accessTime = present.accessTime,
      .modifyTime = present.modifyTime,
      .changeTime = present.changeTime,
  };
}

Checked<std::array<timespec, 2>> timesToSet(uint64_t accessTime, uint64_t modifyTime,
                                            uint32_t flags) {
  const bool isAccessGiven = flags & time_flags::kAccess,
             isAccessNow = flags & time_flags::kAccessNow;
  const bool isModifyGiven = flags & time_flags::kModify,
             isModifyNow = flags & time_flags::kModifyNow;
  if ((flags & ~time_flags::kAll) || (isAccessGiven && isAccessNow) ||
      (isModifyGiven && isModifyNow))
    return tl::unexpected(Errno::Invalid);
  return std::array{timeToSet(accessTime, isAccessGiven, isAccessNow),
                    timeToSet(modifyTime, isModifyGiven, isModifyNow)};
}

} // namespace wasmpi::wasi
