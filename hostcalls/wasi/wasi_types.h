// Layouts and constants of WASI preview1 (typenames.witx), as they lie in linear memory:
// little-endian, naturally aligned.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wasmpi::wasi {

enum class ClockId : uint32_t {
  Realtime = 0,
  Monotonic = 1,
  ProcessCpuTime = 2,
  ThreadCpuTime = 3
};

enum class FileType : uint8_t {
  Unknown = 0,
  BlockDevice = 1,
  CharacterDevice = 2,
  Directory = 3,
  RegularFile = 4,
  SocketDatagram = 5,
  SocketStream = 6,
  SymbolicLink = 7,
};

enum class Rights : uint64_t {
  None = 0,
  FdDatasync = 1u << 0,
  FdRead = 1u << 1,
  FdSeek = 1u << 2,
  FdFdstatSetFlags = 1u << 3,
  FdSync = 1u << 4,
  FdTell = 1u << 5,
  FdWrite = 1u << 6,
  FdAdvise = 1u << 7,
  FdAllocate = 1u << 8,
  PathCreateDirectory = 1u << 9,
  PathCreateFile = 1u << 10,
  PathLinkSource = 1u << 11,
  PathLinkTarget = 1u << 12,
  PathOpen = 1u << 13,
  FdReaddir = 1u << 14,
  PathReadlink = 1u << 15,
  PathRenameSource = 1u << 16,
  PathRenameTarget = 1u << 17,
  PathFilestatGet = 1u << 18,
  PathFilestatSetSize = 1u << 19,
  PathFilestatSetTimes = 1u << 20,
  FdFilestatGet = 1u << 21,
  FdFilestatSetSize = 1u << 22,
  FdFilestatSetTimes = 1u << 23,
  PathSymlink = 1u << 24,
  PathRemoveDirectory = 1u << 25,
  PathUnlinkFile = 1u << 26,
  PollFdReadwrite = 1u << 27,
  SockShutdown = 1u << 28,
  SockAccept = 1u << 29,
  All = (1u << 30) - 1,
};
constexpr Rights operator|(Rights a, Rights b) {
  return static_cast<Rights>(static_cast<uint64_t>(a) | static_cast<uint64_t>(b));
}
constexpr Rights operator&(Rights a, Rights b) {
  return static_cast<Rights>(static_cast<uint64_t>(a) & static_cast<uint64_t>(b));
}
constexpr Rights operator~(Rights a) { return static_cast<Rights>(~static_cast<uint64_t>(a)); }
/// Whether `rights` has all of `wanted`.
constexpr bool includes(Rights rights, Rights wanted) { return (wanted & ~rights) == Rights::None; }
/// Whether `rights` has one of `wanted`.
constexpr bool intersects(Rights rights, Rights wanted) {
  return (rights & wanted) != Rights::None;
}

/// Flag sets; parameters of the calls are wider, so that undefined bits can be refused.
namespace fd_flags {
inline constexpr uint32_t kAppend = 1, kDsync = 2, kNonblock = 4, kRsync = 8, kSync = 16, kAll = 31;
}
namespace open_flags {
inline constexpr uint32_t kCreate = 1, kDirectory = 2, kExclusive = 4, kTruncate = 8, kAll = 15;
}
namespace lookup_flags {
inline constexpr uint32_t kSymlinkFollow = 1, kAll = 1;
}
namespace time_flags {
inline constexpr uint32_t kAccess = 1, kAccessNow = 2, kModify = 4, kModifyNow = 8, kAll = 15;
}
namespace subscription_flags {
inline constexpr uint32_t kAbsoluteTime = 1;
}
namespace event_flags {
inline constexpr uint16_t kHangup = 1;
}
namespace receive_flags {
inline constexpr uint32_t kPeek = 1, kWaitAll = 2, kAll = 3;
inline constexpr uint16_t kDataTruncated = 1;
} // namespace receive_flags
namespace shutdown_flags {
inline constexpr uint32_t kRead = 1, kWrite = 2, kAll = 3;
}

enum class Whence : uint32_t { Set = 0, Current = 1, End = 2 };

enum class EventType : uint8_t { Clock = 0, FdRead = 1, FdWrite = 2 };

/// iovec and ciovec.
struct GuestIoVector {
  uint32_t address;
  uint32_t byteSize;
};
static_assert(sizeof(GuestIoVector) == 8 && offsetof(GuestIoVector, byteSize) == 4);

struct Prestat {
  /// 0: a directory, the only kind there is.
  uint8_t tag;
  uint8_t padding[3];
  uint32_t nameByteSize;
};
static_assert(sizeof(Prestat) == 8 && offsetof(Prestat, nameByteSize) == 4);

struct FdStat {
  uint8_t type;
  uint8_t padding;
  uint16_t flags;
  uint32_t padding2;
  uint64_t rights;
  uint64_t inheriting;
};
static_assert(sizeof(FdStat) == 24 && offsetof(FdStat, flags) == 2 &&
              offsetof(FdStat, rights) == 8 && offsetof(FdStat, inheriting) == 16);

/// Times are nanoseconds since 1970.
struct FileStat {
  uint64_t device;
  uint64_t inode;
  uint8_t type;
  uint8_t padding[7];
  uint64_t linkCount;
  uint64_t byteSize;
  uint64_t accessTime;
  uint64_t modifyTime;
  uint64_t changeTime;
};
static_assert(sizeof(FileStat) == 64 && offsetof(FileStat, type) == 16 &&
              offsetof(FileStat, linkCount) == 24 && offsetof(FileStat, byteSize) == 32 &&
              offsetof(FileStat, accessTime) == 40 && offsetof(FileStat, changeTime) == 56);

/// Followed by the name's bytes.
struct DirectoryEntry {
  uint64_t nextCookie;
  uint64_t inode;
  uint32_t nameByteSize;
  uint8_t type;
  uint8_t padding[3];
};
static_assert(sizeof(DirectoryEntry) == 24 && offsetof(DirectoryEntry, inode) == 8 &&
              offsetof(DirectoryEntry, nameByteSize) == 16 && offsetof(DirectoryEntry, type) == 20);

struct Subscription {
  uint64_t userData;
  uint8_t type;
  uint8_t padding[7];
  /// The clock; or the descriptor, for FdRead and FdWrite, which use nothing that follows.
  uint32_t id;
  uint32_t padding2;
  uint64_t timeout;
  uint64_t precision;
  uint16_t flags;
  uint8_t padding3[6];
};
static_assert(sizeof(Subscription) == 48 && offsetof(Subscription, type) == 8 &&
              offsetof(Subscription, id) == 16 && offsetof(Subscription, timeout) == 24 &&
              offsetof(Subscription, precision) == 32 && offsetof(Subscription, flags) == 40);

struct Event {
  uint64_t userData;
  uint16_t error;
  uint8_t type;
  uint8_t padding[5];
  /// Bytes that can be read or written without blocking, as far as known.
  uint64_t byteCount;
  uint16_t flags;
  uint8_t padding2[6];
};
static_assert(sizeof(Event) == 32 && offsetof(Event, error) == 8 && offsetof(Event, type) == 10 &&
              offsetof(Event, byteCount) == 16 && offsetof(Event, flags) == 24);

/// What differs in wasi_unstable (snapshot 0), which old modules import. All else is as in
/// preview1.
namespace unstable {

enum class Whence : uint32_t { Current = 0, End = 1, Set = 2 };

struct FileStat {
  uint64_t device;
  uint64_t inode;
  uint8_t type;
  uint8_t padding[3];
  uint32_t linkCount;
  uint64_t byteSize;
  uint64_t accessTime;
  uint64_t modifyTime;
  uint64_t changeTime;
};
static_assert(sizeof(FileStat) == 56 && offsetof(FileStat, linkCount) == 20 &&
              offsetof(FileStat, byteSize) == 24 && offsetof(FileStat, accessTime) == 32 &&
              offsetof(FileStat, changeTime) == 48);

struct Subscription {
  uint64_t userData;
  uint8_t type;
  uint8_t padding[7];
  /// The descriptor, for FdRead and FdWrite; for a clock the low half of a name that means nothing.
  uint32_t fd;
  uint32_t padding2;
  uint32_t clockId;
  uint32_t padding3;
  uint64_t timeout;
  uint64_t precision;
  uint16_t flags;
  uint8_t padding4[6];
};
static_assert(sizeof(Subscription) == 56 && offsetof(Subscription, fd) == 16 &&
              offsetof(Subscription, clockId) == 24 && offsetof(Subscription, timeout) == 32 &&
              offsetof(Subscription, precision) == 40 && offsetof(Subscription, flags) == 48);

} // namespace unstable

} // namespace wasmpi::wasi
