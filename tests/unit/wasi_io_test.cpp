// fd_*: data, offsets, attributes, directories.
#include <map>
#include <set>

#include <sys/socket.h>
#include <unistd.h>

#include "wasi_fixture.h"

using namespace wasmpi;       // NOLINT: a test
using namespace wasmpi::wasi; // NOLINT: a test
using test::errorOf;
using test::traps;
using test::WasiGuest;

namespace {

constexpr Rights kReadWrite = Rights::FdRead | Rights::FdWrite | Rights::FdSeek | Rights::FdTell |
                              Rights::FdFilestatSetSize | Rights::FdFdstatSetFlags |
                              Rights::FdFilestatSetTimes | Rights::FdFilestatGet |
                              Rights::FdAllocate | Rights::PollFdReadwrite;
constexpr uint32_t kVectors = 0x20000;
constexpr uint32_t kResult = WasiGuest::kResult;

uint32_t openNew(WasiGuest& guest, const char* name, uint32_t fdFlags = 0) {
  const auto fd = guest.open(name, open_flags::kCreate, kReadWrite, WasiGuest::kRoot, 0, fdFlags);
  REQUIRE(fd);
  return *fd;
}

std::string contentOf(WasiGuest& guest, const char* name) {
  std::ifstream file(guest.folder() / name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Writes one buffer.
Errno writeText(WasiGuest& guest, uint32_t fd, std::string_view text) {
  guest.put(text, WasiGuest::kData);
  guest.store(kVectors, GuestIoVector{WasiGuest::kData, static_cast<uint32_t>(text.size())});
  return errorOf(fd::write(guest.context(), fd, {kVectors}, 1, {kResult}));
}

uint64_t tell(WasiGuest& guest, uint32_t fd) {
  REQUIRE(errorOf(fd::tell(guest.context(), fd, {kResult})) == Errno::Success);
  return guest.load<uint64_t>(kResult);
}

} // namespace

TEST_CASE("WASI: several vectors are written and read in order") {
  WasiGuest guest;
  const uint32_t fd = openNew(guest, "file");
  guest.put("abcdef", WasiGuest::kData);
  guest.store(kVectors,
              std::array<GuestIoVector, 3>{
                  {{WasiGuest::kData + 4, 2}, {WasiGuest::kData, 0}, {WasiGuest::kData, 3}}});
  REQUIRE(errorOf(fd::write(guest.context(), fd, {kVectors}, 3, {kResult})) == Errno::Success);
  CHECK(guest.load<uint32_t>(kResult) == 5);
  CHECK(contentOf(guest, "file") == "efabc");
  CHECK(tell(guest, fd) == 5);

  REQUIRE(errorOf(fd::seek(guest.context(), fd, -4, 1, {kResult})) == Errno::Success);
  REQUIRE(errorOf(fd::read(guest.context(), fd, {kVectors}, 3, {kResult})) == Errno::Success);
  CHECK(guest.load<uint32_t>(kResult) == 4);
  CHECK(guest.text(WasiGuest::kData + 4, 2) == "fa");
  CHECK(guest.text(WasiGuest::kData, 2) == "bc");
}

TEST_CASE("WASI: more vectors than the host takes at once are moved in chunks") {
  WasiGuest guest;
  const uint32_t fd = openNew(guest, "file");
  constexpr uint32_t kCount = 2 * IOV_MAX + 7;
  std::string expected;
  for (uint32_t i = 0; i < kCount; ++i) {
    guest.store<uint8_t>(WasiGuest::kData + i, static_cast<uint8_t>(i % 251));
    expected += static_cast<char>(i % 251);
    guest.store(kVectors + 8 * i, GuestIoVector{WasiGuest::kData + i, 1});
  }
  REQUIRE(errorOf(fd::pwrite(guest.context(), fd, {kVectors}, kCount, 3, {kResult})) ==
          Errno::Success);
  CHECK(guest.load<uint32_t>(kResult) == kCount);
  CHECK(contentOf(guest, "file") == std::string(3, '\0') + expected);
  CHECK(tell(guest, fd) == 0);

  std::memset(guest.at(WasiGuest::kData), 0, kCount);
  REQUIRE(errorOf(fd::pread(guest.context(), fd, {kVectors}, kCount, 3, {kResult})) ==
          Errno::Success);
  CHECK(guest.load<uint32_t>(kResult) == kCount);
  CHECK(guest.text(WasiGuest::kData, kCount) == expected);
}

TEST_CASE("WASI: a list of overlapping vectors beyond 4 GiB ends with a count that fits") {
  WasiGuest guest; // 8192 times the whole memory would be 8 GiB; /dev/null takes any
  constexpr uint32_t kCount = 8192;
  for (uint32_t i = 0; i < kCount; ++i)
    guest.store(kVectors + 8 * i, GuestIoVector{0, WasiGuest::kMemorySize});
  REQUIRE(errorOf(fd::write(guest.context(), 1, {kVectors}, kCount, {kResult})) == Errno::Success);
  const uint32_t moved = guest.load<uint32_t>(kResult);
  CHECK(moved > 0);
  CHECK(moved % 4096 == 0);
}

TEST_CASE("WASI: vectors and results outside of memory are traps, before anything is written") {
  WasiGuest guest;
  const uint32_t fd = openNew(guest, "file");
  const uint32_t end = WasiGuest::kMemorySize;
  guest.store(kVectors, std::array<GuestIoVector, 2>{{{0, 4}, {end - 3, 4}}});
  CHECK(traps(fd::write(guest.context(), fd, {kVectors}, 2, {kResult})));
  CHECK(traps(fd::read(guest.context(), fd, {kVectors}, 2, {kResult})));
  guest.store(kVectors, GuestIoVector{0xffffffff, 0xffffffff});
  CHECK(traps(fd::write(guest.context(), fd, {kVectors}, 1, {kResult})));
  guest.store(kVectors, GuestIoVector{0, 4});
  CHECK(traps(fd::write(guest.context(), fd, {kVectors}, 1, {end - 3})));
  CHECK(traps(fd::write(guest.context(), fd, {end - 7}, 1, {kResult})));
  CHECK(traps(fd::write(guest.context(), fd, {kVectors}, 0xffffffff, {kResult})));
  CHECK(traps(fd::pwrite(guest.context(), fd, {0xfffffff8}, 1, 0, {kResult})));
  CHECK(contentOf(guest, "file").empty());
}

TEST_CASE("WASI: wrong offsets are errors") {
  WasiGuest guest;
  const uint32_t fd = openNew(guest, "file");
  guest.store(kVectors, GuestIoVector{0, 4});
  CHECK(errorOf(fd::pread(guest.context(), fd, {kVectors}, 1, 1ull << 63, {kResult})) ==
        Errno::Invalid);
  CHECK(errorOf(fd::seek(guest.context(), fd, -1, 0, {kResult})) == Errno::Invalid);
  CHECK(errorOf(fd::seek(guest.context(), fd, 0, 3, {kResult})) == Errno::Invalid);
  CHECK(errorOf(fd::filestatSetSize(guest.context(), fd, 1ull << 63)) == Errno::Invalid);
  CHECK(errorOf(fd::allocate(guest.context(), fd, ~0ull, 1)) == Errno::Invalid);
}

TEST_CASE("WASI: append and its removal") {
  WasiGuest guest;
  guest.makeFile("file", "start");
  const uint32_t fd = openNew(guest, "file", fd_flags::kAppend);
  REQUIRE(writeText(guest, fd, "1") == Errno::Success);
  REQUIRE(errorOf(fd::fdstatGet(guest.context(), fd, {0x10})) == Errno::Success);
  CHECK(guest.load<FdStat>(0x10).flags == fd_flags::kAppend);
  REQUIRE(errorOf(fd::fdstatSetFlags(guest.context(), fd, 0)) == Errno::Success);
  REQUIRE(errorOf(fd::seek(guest.context(), fd, 0, 0, {kResult})) == Errno::Success);
  REQUIRE(writeText(guest, fd, "S") == Errno::Success);
  CHECK(contentOf(guest, "file") == "Start1");
  CHECK(errorOf(fd::fdstatSetFlags(guest.context(), fd, 32)) == Errno::Invalid);
}

TEST_CASE("WASI: rights shrink and never grow") {
  WasiGuest guest;
  const uint32_t fd = openNew(guest, "file");
  const auto set = [&](Rights rights) {
    return errorOf(fd::fdstatSetRights(guest.context(), fd, static_cast<uint64_t>(rights), 0));
  };
  CHECK(set(Rights::All) == Errno::NotCapable);
  REQUIRE(set(Rights::FdRead) == Errno::Success);
  CHECK(writeText(guest, fd, "x") == Errno::NotCapable);
  CHECK(set(Rights::FdRead | Rights::FdWrite) == Errno::NotCapable);
}

TEST_CASE("WASI: size and times can be set and read back") {
  WasiGuest guest;
  const uint32_t fd = openNew(guest, "file");
  REQUIRE(errorOf(fd::filestatSetSize(guest.context(), fd, 1000)) == Errno::Success);
  REQUIRE(errorOf(fd::allocate(guest.context(), fd, 0, 5000)) == Errno::Success);
  REQUIRE(errorOf(fd::filestatSetTimes(guest.context(), fd, 1'000'000'123, 2'000'000'456,
                                       time_flags::kAccess | time_flags::kModify)) ==
          Errno::Success);
  REQUIRE(errorOf(fd::filestatGet(guest.context(), fd, {0x40})) == Errno::Success);
  const auto status = guest.load<FileStat>(0x40);
  CHECK(status.type == static_cast<uint8_t>(FileType::RegularFile));
  CHECK(status.byteSize == 5000);
  CHECK(status.accessTime == 1'000'000'123);
  CHECK(status.modifyTime == 2'000'000'456);
  CHECK(errorOf(fd::filestatSetTimes(guest.context(), fd, 0, 0,
                                     time_flags::kAccess | time_flags::kAccessNow)) ==
        Errno::Invalid);
  CHECK(errorOf(fd::filestatSetTimes(guest.context(), fd, 0, 0, 16)) == Errno::Invalid);
  CHECK(errorOf(fd::filestatSetTimes(guest.context(), fd, ~0ull, ~0ull, 15)) == Errno::Invalid);
}

TEST_CASE("WASI: a directory is listed whole through any size of buffer") {
  WasiGuest guest;
  std::set<std::string> expected = {".", "..", "d"};
  std::filesystem::create_directory(guest.folder() / "d");
  for (int i = 0; i < 300; ++i) {
    expected.insert("file" + std::to_string(i));
    guest.makeFile("file" + std::to_string(i), "");
  }
  const uint32_t size = GENERATE(64u, 300u, 4096u, 60000u);
  std::multiset<std::string> found;
  uint64_t cookie = 0;
  for (uint32_t used = size; used == size;) {
    REQUIRE(errorOf(fd::readdir(guest.context(), WasiGuest::kRoot, {WasiGuest::kData}, size, cookie,
                                {kResult})) == Errno::Success);
    used = guest.load<uint32_t>(kResult);
    REQUIRE(used <= size);
    for (uint32_t offset = 0; offset + sizeof(DirectoryEntry) <= used;) {
      const auto entry = guest.load<DirectoryEntry>(WasiGuest::kData + offset);
      offset += sizeof(DirectoryEntry);
      if (offset + entry.nameByteSize > used)
        break;
      const auto name = guest.text(WasiGuest::kData + offset, entry.nameByteSize);
      found.insert(name);
      if (name == "d")
        CHECK(entry.type == static_cast<uint8_t>(FileType::Directory));
      if (name == "file7")
        CHECK(entry.type == static_cast<uint8_t>(FileType::RegularFile));
      offset += entry.nameByteSize;
      cookie = entry.nextCookie;
    }
  }
  CHECK(std::set<std::string>(found.begin(), found.end()) == expected);
  CHECK(found.size() == expected.size());
}

TEST_CASE("WASI: a listing goes on from a cookie that this descriptor never gave") {
  WasiGuest guest;
  for (int i = 0; i < 100; ++i)
    guest.makeFile("file" + std::to_string(i), "");
  const auto list = [&](uint32_t fd, uint64_t cookie) {
    REQUIRE(errorOf(fd::readdir(guest.context(), fd, {WasiGuest::kData}, 4096, cookie,
                                {kResult})) == Errno::Success);
    return guest.text(WasiGuest::kData, guest.load<uint32_t>(kResult));
  };
  const std::string expected = (list(WasiGuest::kRoot, 0), list(WasiGuest::kRoot, 50));
  const auto other = guest.open(".", open_flags::kDirectory);
  REQUIRE(other);
  CHECK(list(*other, 50) == expected);
  CHECK(list(*other, 102).empty());
  CHECK(list(*other, 50) == expected);
}

TEST_CASE("WASI: listing what cannot be listed is an error") {
  WasiGuest guest;
  const uint32_t fd = openNew(guest, "file");
  const auto list = [&](uint32_t descriptor, uint64_t cookie, uint32_t size = 100) {
    return fd::readdir(guest.context(), descriptor, {WasiGuest::kData}, size, cookie, {kResult});
  };
  CHECK(errorOf(list(fd, 0)) == Errno::NotDirectory);
  CHECK(errorOf(list(WasiGuest::kRoot, ~0ull)) == Errno::Success);
  CHECK(guest.load<uint32_t>(kResult) == 0);
  CHECK(errorOf(list(WasiGuest::kRoot, 0, 0)) == Errno::Success);
  CHECK(guest.load<uint32_t>(kResult) == 0);
  CHECK(traps(list(WasiGuest::kRoot, 0, WasiGuest::kMemorySize)));
}

TEST_CASE("WASI: a closed descriptor is bad for every call") {
  WasiGuest guest;
  const uint32_t fd = openNew(guest, "file");
  REQUIRE(errorOf(fd::close(guest.context(), fd)) == Errno::Success);
  CHECK(errorOf(fd::close(guest.context(), fd)) == Errno::BadDescriptor);
  CHECK(writeText(guest, fd, "x") == Errno::BadDescriptor);
  CHECK(errorOf(fd::fdstatGet(guest.context(), fd, {0x10})) == Errno::BadDescriptor);
  CHECK(errorOf(fd::sync(guest.context(), fd)) == Errno::BadDescriptor);
  CHECK(errorOf(fd::renumber(guest.context(), fd, 1)) == Errno::BadDescriptor);
}

TEST_CASE("WASI: a socket given as a standard stream sends and receives") {
  std::array<int, 2> ends{};
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
  const HostFd host(ends[0]), given(ends[1]);
  WasiGuest guest;
  auto descriptor = describe(HostFd(::dup(given.get())));
  REQUIRE(descriptor);
  const auto fd = guest.context().descriptors().insert(std::move(*descriptor));
  REQUIRE(fd);

  guest.put("ping", WasiGuest::kData);
  guest.store(kVectors, GuestIoVector{WasiGuest::kData, 4});
  REQUIRE(errorOf(sock::send(guest.context(), *fd, {kVectors}, 1, 0, {kResult})) == Errno::Success);
  std::array<char, 8> received{};
  CHECK(::read(host.get(), received.data(), received.size()) == 4);
  CHECK(std::string(received.data()) == "ping");

  REQUIRE(::write(host.get(), "pong", 4) == 4);
  REQUIRE(errorOf(sock::receive(guest.context(), *fd, {kVectors}, 1, receive_flags::kPeek,
                                {kResult}, {0x10})) == Errno::Success);
  REQUIRE(errorOf(sock::receive(guest.context(), *fd, {kVectors}, 1, 0, {kResult}, {0x10})) ==
          Errno::Success);
  CHECK(guest.text(WasiGuest::kData, 4) == "pong");
  REQUIRE(errorOf(sock::shutdown(guest.context(), *fd, shutdown_flags::kWrite)) == Errno::Success);
  CHECK(::read(host.get(), received.data(), received.size()) == 0);
  CHECK(errorOf(sock::shutdown(guest.context(), *fd, 0)) == Errno::Invalid);
  CHECK(errorOf(sock::shutdown(guest.context(), 1, 1)) == Errno::NotSocket);
  CHECK(errorOf(sock::send(guest.context(), 1, {kVectors}, 1, 0, {kResult})) == Errno::NotSocket);
  CHECK(errorOf(sock::accept(guest.context(), *fd, 0, {kResult})) == Errno::Invalid);
}
