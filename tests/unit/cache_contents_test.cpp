#include "cache/cache_contents.h"

#include <fstream>

#include <catch2/catch.hpp>

#include "cache_fixture.h"

using namespace wasmpi; // NOLINT: a test
using test::CacheFixture;

TEST_CASE("CacheContents: a directory that is not there is empty") {
  const CacheFixture fixture;
  const auto contents = readCacheContents(fixture.directory());
  REQUIRE(contents);
  CHECK(contents->entries.empty());
}

TEST_CASE("CacheContents: entries are told with their target, size and age") {
  const CacheFixture fixture;
  const auto path = fixture.store(1);
  test::setAge(path, 5000);
  const auto contents = readCacheContents(fixture.directory());
  REQUIRE(contents);
  REQUIRE(contents->entries.size() == 1);
  const CacheEntry& entry = contents->entries[0];
  CHECK(entry.path == path);
  CHECK(entry.directory == fixture.directory());
  CHECK(entry.targetFolder == "x86_64-linux-gnu/x86-64");
  CHECK(entry.digest == toHex(CacheFixture::keyOf(1).digest));
  CHECK(entry.byteSize == std::filesystem::file_size(path));
  CHECK(contents->entryByteSize() == entry.byteSize);
  CHECK(entry.age >= std::chrono::seconds(5000));
  CHECK(entry.age < std::chrono::seconds(5100));
}

TEST_CASE("CacheContents: one entry is described by its path alone") {
  const CacheFixture fixture;
  const auto path = fixture.store(1);
  const auto entry = readCacheEntry(path);
  REQUIRE(entry);
  CHECK(entry->directory == fixture.directory());
  CHECK(entry->targetFolder == "x86_64-linux-gnu/x86-64");
  CHECK(entry->digest == path.stem());
  CHECK_FALSE(readCacheEntry(path.parent_path()));
  CHECK_FALSE(readCacheEntry(path.parent_path() / "other.so"));
}

TEST_CASE("CacheContents: an entry of the future is new") {
  const CacheFixture fixture;
  test::setAge(fixture.store(1), -100'000);
  CHECK(readCacheContents(fixture.directory())->entries[0].age == std::chrono::seconds(0));
}

TEST_CASE("CacheContents: what is no entry is passed over, links are not followed") {
  const CacheFixture fixture;
  const auto path = fixture.store(1);
  const auto folder = path.parent_path();
  std::ofstream(folder / "readme.so") << "x";
  std::ofstream(folder / "short.so") << "x";
  std::filesystem::create_symlink(path, folder / (std::string(64, 'a') + ".so"));
  std::filesystem::create_directory(folder / (std::string(64, 'b') + ".so"));
  std::filesystem::create_directory_symlink(folder, folder.parent_path() / "linked");
  std::filesystem::create_directory_symlink(folder.parent_path(), fixture.directory() / "linked");
  std::ofstream(fixture.directory() / "file") << "x";
  std::ofstream(folder / ".publish-0123") << "x";
  std::ofstream(folder / (std::string(64, 'c') + ".lock")) << "";
  const auto contents = readCacheContents(fixture.directory());
  REQUIRE(contents);
  CHECK(contents->entries.size() == 1);
  CHECK(contents->leftovers.size() == 2);
}
