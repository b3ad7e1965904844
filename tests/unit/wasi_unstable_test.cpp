// What modules from before preview1 (wasi_unstable) get where it differs: layouts and one
// enumeration.
#include <sys/stat.h>

#include "wasi_fixture.h"

using namespace wasmpi;       // NOLINT: a test
using namespace wasmpi::wasi; // NOLINT: a test
using test::errorOf;
using test::traps;
using test::WasiGuest;

namespace {

constexpr uint32_t kRoot = WasiGuest::kRoot, kResult = WasiGuest::kResult;

struct Old {
  WasiGuest guest;
  WasiContext& context = guest.context();

  uint32_t openFile(std::string_view content) {
    guest.makeFile("file", content);
    const auto fd = guest.open("file", 0, Rights::FdRead | Rights::FdSeek | Rights::FdFilestatGet);
    REQUIRE(fd);
    return *fd;
  }
  uint64_t position(uint32_t fd, int64_t offset, unstable::Whence whence) {
    REQUIRE(errorOf(fd::seekUnstable(context, fd, offset, static_cast<uint32_t>(whence),
                                     {kResult})) == Errno::Success);
    return guest.load<uint64_t>(kResult);
  }
  /// Fields beyond the old layout's end must be left alone.
  void requireOldStatus(std::string_view name) {
    struct stat expected {};
    REQUIRE(::stat((guest.folder() / name).c_str(), &expected) == 0);
    const auto found = guest.load<unstable::FileStat>(kResult);
    CHECK(found.inode == expected.st_ino);
    CHECK(found.type == static_cast<uint8_t>(FileType::RegularFile));
    CHECK(found.linkCount == expected.st_nlink);
    CHECK(found.byteSize == static_cast<uint64_t>(expected.st_size));
    CHECK(found.modifyTime == static_cast<uint64_t>(expected.st_mtim.tv_sec) * 1'000'000'000 +
                                  static_cast<uint64_t>(expected.st_mtim.tv_nsec));
    CHECK(guest.load<uint64_t>(kResult + 56) == 0x5555555555555555);
  }
};

} // namespace

TEST_CASE("WASI, unstable: seeking counts its origins from the current one") {
  Old old;
  const uint32_t fd = old.openFile("0123456789");
  CHECK(old.position(fd, 4, unstable::Whence::Set) == 4);
  CHECK(old.position(fd, 2, unstable::Whence::Current) == 6);
  CHECK(old.position(fd, -3, unstable::Whence::End) == 7);
  CHECK(errorOf(fd::seekUnstable(old.context, fd, 0, 3, {kResult})) == Errno::Invalid);
  CHECK(errorOf(fd::seekUnstable(old.context, 99, 0, 0, {kResult})) == Errno::BadDescriptor);
  CHECK(traps(fd::seekUnstable(old.context, fd, 0, 0, {WasiGuest::kMemorySize - 7})));
}

TEST_CASE("WASI, unstable: a file's attributes take 56 bytes") {
  Old old;
  const uint32_t fd = old.openFile("text");
  std::memset(old.guest.at(kResult), 0x55, 64);
  REQUIRE(errorOf(fd::filestatGet<unstable::FileStat>(old.context, fd, {kResult})) ==
          Errno::Success);
  old.requireOldStatus("file");
  std::memset(old.guest.at(kResult), 0x55, 64);
  REQUIRE(errorOf(path::filestatGet<unstable::FileStat>(
              old.context, kRoot, 0, old.guest.put("file"), 4, {kResult})) == Errno::Success);
  old.requireOldStatus("file");
  CHECK(errorOf(fd::filestatGet<unstable::FileStat>(
            old.context, fd, {WasiGuest::kMemorySize - 56})) == Errno::Success);
  CHECK(traps(fd::filestatGet<unstable::FileStat>(old.context, fd, {WasiGuest::kMemorySize - 55})));
}

TEST_CASE("WASI, unstable: clocks have a name of their own before their number") {
  Old old;
  constexpr uint32_t kSubscriptions = 0x20000, kEvents = 0x21000;
  unstable::Subscription clock{};
  clock.userData = 1;
  clock.fd = 77; // the name
  clock.clockId = 1;
  clock.timeout = 1000;
  unstable::Subscription input{};
  input.userData = 2;
  input.type = static_cast<uint8_t>(EventType::FdRead);
  input.fd = 0;
  input.clockId = 99;
  old.guest.store(kSubscriptions, clock);
  old.guest.store(kSubscriptions + 56, input);
  const auto wait = [&](uint32_t count, uint32_t from) {
    return poll::oneoff<unstable::Subscription>(old.context, {from}, {kEvents}, count, {kResult});
  };
  REQUIRE(errorOf(wait(1, kSubscriptions)) == Errno::Success);
  CHECK(old.guest.load<uint32_t>(kResult) == 1);
  CHECK(old.guest.load<Event>(kEvents).userData == 1);
  CHECK(old.guest.load<Event>(kEvents).error == 0);
  REQUIRE(errorOf(wait(2, kSubscriptions)) == Errno::Success);
  const auto found = old.guest.load<Event>(kEvents);
  CHECK(found.userData == 2);
  CHECK(found.error == 0);
  CHECK(traps(wait(1, WasiGuest::kMemorySize - 55)));
}
