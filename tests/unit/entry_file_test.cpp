#include "cache/entry_file.h"

#include <sys/stat.h>

#include <fstream>
#include <vector>

#include <catch2/catch.hpp>

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

TEST_CASE("Entry: a flipped bit anywhere is refused") {
  const WrittenEntry entry;
  const auto byteSize = std::filesystem::file_size(entry.path);
  for (uint64_t position = 0; position < byteSize; position += 7) {
    std::fstream file(entry.path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(position));
    const char byte = static_cast<char>(file.get());
    file.seekp(static_cast<std::streamoff>(position));
    file.put(static_cast<char>(byte ^ 4)).flush();
    CHECK(entry.state() == EntryCheck::State::Refused);
    file.seekp(static_cast<std::streamoff>(position));
    file.put(byte).flush();
  }
  CHECK(entry.state() == EntryCheck::State::Good);
}

TEST_CASE("Entry: a truncated file is refused at every length") {
  for (const uint64_t length : {0, 1, 47, 48, 500, 1000, 1047}) {
    const WrittenEntry entry;
    std::filesystem::resize_file(entry.path, length);
    CHECK(entry.state() == EntryCheck::State::Refused);
  }
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
