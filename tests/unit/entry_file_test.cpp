#include "cache/entry_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>
#include <vector>

#include <catch2/catch.hpp>

#include "cache_fixture.h"
#include "temporary_folder.h"

using namespace wasmpi; // NOLINT: a test

namespace {

struct WrittenEntry {
  test::TemporaryFolder folder;
  std::filesystem::path path = folder.path() / "entry.so";
  std::vector<uint8_t> image = std::vector<uint8_t>(1000, 0x5A);

  WrittenEntry() { REQUIRE(writeEntry(path, image)); }
  EntryCheck::State state() const { return checkEntry(path, folder.path()).state; }
};

} // namespace

TEST_CASE("Entry: what was written is good") {
  const WrittenEntry entry;
  CHECK(entry.state() == EntryCheck::State::Good);
  CHECK(checkEntry(entry.folder.path() / "other.so", entry.folder.path()).state ==
        EntryCheck::State::Missing);
}

TEST_CASE("Entry: a flipped bit is refused, any in the ELF header, the program headers and the trailer, many elsewhere") {
  const WrittenEntry entry;
  const auto byteSize = std::filesystem::file_size(entry.path);
  const int file = open(entry.path.c_str(), O_RDWR);
  const auto isRefusedWith = [&](uint64_t bit) {
    uint8_t byte = 0;
    const auto offset = static_cast<off_t>(bit / 8);
    REQUIRE(pread(file, &byte, 1, offset) == 1);
    const auto flipped = static_cast<uint8_t>(byte ^ (1 << bit % 8));
    REQUIRE(pwrite(file, &flipped, 1, offset) == 1);
    const bool isRefused = entry.state() == EntryCheck::State::Refused;
    REQUIRE(pwrite(file, &byte, 1, offset) == 1);
    return isRefused;
  };
  constexpr uint64_t kHeaderByteSize = 64 + 10 * 56, kTrailerByteSize = 32;
  size_t accepted = 0;
  for (uint64_t bit = 0; bit < 8 * kHeaderByteSize; ++bit)
    accepted += !isRefusedWith(bit);
  for (uint64_t bit = 8 * (byteSize - kTrailerByteSize); bit < 8 * byteSize; ++bit)
    accepted += !isRefusedWith(bit);
  std::mt19937_64 random(1);
  for (int i = 0; i < 2000; ++i)
    accepted += !isRefusedWith(random() % (8 * byteSize));
  CHECK(accepted == 0);
  CHECK(entry.state() == EntryCheck::State::Good);
  close(file);
}

TEST_CASE("Entry: a truncated file is refused at every length") {
  const WrittenEntry entry;
  for (auto length = std::filesystem::file_size(entry.path); length-- > 0;) {
    std::filesystem::resize_file(entry.path, length);
    CHECK(entry.state() == EntryCheck::State::Refused);
  }
}

TEST_CASE("Entry: to look at it is no use of it") {
  const WrittenEntry entry;
  const auto accessed = [&] {
    struct stat status = {};
    REQUIRE(stat(entry.path.c_str(), &status) == 0);
    return status.st_atime;
  };
  test::setAge(entry.path, 3 * 86400);
  const auto before = accessed();
  CHECK(entry.state() == EntryCheck::State::Good);
  CHECK(readEntry(entry.path));
  CHECK(accessed() == before);
}

TEST_CASE("Entry: a file that only seems to hold terabytes is refused without being read") {
  const WrittenEntry entry;
  std::filesystem::resize_file(entry.path, 8ull << 40);
  CHECK(checkEntry(entry.path, entry.folder.path()).reason == "it is larger than native code can be");
  CHECK_FALSE(readEntry(entry.path));
}

TEST_CASE("Entry: a file or folder others may write to is refused") {
  const WrittenEntry entry;
  chmod(entry.path.c_str(), 0620);
  CHECK(entry.state() == EntryCheck::State::Refused);
  chmod(entry.path.c_str(), 0600);
  chmod(entry.folder.path().c_str(), 0777);
  CHECK(entry.state() == EntryCheck::State::Refused);
  chmod(entry.folder.path().c_str(), 0700);
  CHECK(entry.state() == EntryCheck::State::Good);
}

TEST_CASE("Entry: a symbolic link and a folder are refused") {
  const WrittenEntry entry;
  const auto link = entry.folder.path() / "link.so";
  std::filesystem::create_symlink(entry.path, link);
  CHECK(checkEntry(link, entry.folder.path()).state == EntryCheck::State::Refused);
  CHECK(checkEntry(entry.folder.path(), entry.folder.path()).state == EntryCheck::State::Refused);
}

TEST_CASE("Entry: it is never written over an existing file") {
  const WrittenEntry entry;
  CHECK_FALSE(writeEntry(entry.path, entry.image));
}

TEST_CASE("Entry: a full device is an error that says so") {
  const std::vector<uint8_t> image(10, 1);
  // /dev/full exists already, so even creating the entry there must fail.
  CHECK_FALSE(writeEntry("/dev/full", image));
}
