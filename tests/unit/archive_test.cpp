#include "cache/archive.h"

#include <fstream>
#include <iterator>

#include <catch2/catch.hpp>

#include "cache/entry_file.h"
#include "cache/file_io.h"
#include "cache_fixture.h"

using namespace wasmpi; // NOLINT: a test
using test::CacheFixture;

namespace {

using Bytes = std::vector<uint8_t>;

Bytes readAll(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Others must not be able to write to what is imported.
void writeAll(const std::filesystem::path& path, const Bytes& bytes) {
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  chmod(path.c_str(), 0600);
}

/// An archive of one entry, whole in itself, whatever it says.
Bytes archiveOf(const std::string& folder, const Bytes& image, uint64_t statedByteSize) {
  Bytes bytes;
  const auto add = [&](std::span<const uint8_t> more) { bytes.insert(bytes.end(), more.begin(), more.end()); };
  const auto addText = [&](std::string_view text) { add({reinterpret_cast<const uint8_t*>(text.data()), text.size()}); };
  addText("wasmpiX1");
  const uint32_t count = 1;
  add(bytesOf(count));
  const auto folderByteSize = static_cast<uint16_t>(folder.size());
  add(bytesOf(folderByteSize));
  addText(folder);
  add(CacheFixture::keyOf(1).digest);
  add(bytesOf(std::as_const(statedByteSize)));
  add(digestOf(image));
  add(image);
  add(digestOf(bytes));
  return bytes;
}

struct Exported : CacheFixture {
  std::filesystem::path archive = path() / "archive", other = path() / "other";
  Digest digest = {};

  Exported() {
    store(1);
    store(2, test::fakeImage(70));
    const auto report = exportEntries(readCacheContents(directory())->entries, archive);
    REQUIRE(report);
    digest = report->digest;
  }
  Expected<ArchiveReport> import(const std::string& expected = "") const { return importEntries(archive, other, expected); }
  bool isNothingImported() const { return readCacheContents(other)->entries.empty(); }
};

} // namespace

TEST_CASE("archive: what was exported is found in the other cache") {
  const Exported exported;
  const auto report = exported.import(toHex(exported.digest));
  REQUIRE(report);
  CHECK(report->entries.size() == 2);
  CHECK(report->presentCount == 0);
  const ObjectCache other({.directory = exported.other});
  const auto entry = other.load(CacheFixture::keyOf(1));
  REQUIRE(entry);
  CHECK(*readEntry(*entry) == test::fakeImage());
  CHECK(other.load(CacheFixture::keyOf(2)));
  CHECK(exported.import()->presentCount == 2);
}

TEST_CASE("archive: a damaged entry is replaced by the archive's") {
  const Exported exported;
  REQUIRE(exported.import());
  const auto path = readCacheContents(exported.other)->entries[0].path;
  std::filesystem::resize_file(path, 60);
  const auto report = exported.import();
  REQUIRE(report);
  CHECK(report->presentCount == 1);
  CHECK(checkEntry(path, exported.other).state == EntryCheck::State::Good);
}

TEST_CASE("archive: a flipped bit anywhere, and nothing is imported") {
  const Exported exported;
  const Bytes good = readAll(exported.archive);
  for (size_t i = 0; i < good.size(); ++i) {
    Bytes bad = good;
    bad[i] ^= static_cast<uint8_t>(1 << i % 8);
    writeAll(exported.archive, bad);
    CHECK_FALSE(exported.import());
  }
  CHECK(exported.isNothingImported());
}

TEST_CASE("archive: cut short anywhere or prolonged, and nothing is imported") {
  const Exported exported;
  const Bytes good = readAll(exported.archive);
  for (size_t length = 0; length < good.size(); length += 3) {
    writeAll(exported.archive, Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(length)));
    CHECK_FALSE(exported.import());
  }
  Bytes longer = good;
  longer.push_back(0);
  writeAll(exported.archive, longer);
  CHECK_FALSE(exported.import());
  CHECK(exported.isNothingImported());
}

TEST_CASE("archive: names that lead out of the cache are refused") {
  const Exported exported;
  const Bytes image = test::fakeImage();
  writeAll(exported.archive, archiveOf("x86_64-linux-gnu/x86-64", image, image.size()));
  CHECK(exported.import());
  for (const std::string folder : {"../x86-64", "x86_64-linux-gnu/..", "x86_64-linux-gnu", "/etc", "x86_64-linux-gnu/a/b", "",
                                   "x86_64-linux-gnu/\n", "x86_64-linux-gnu/.hidden"}) {
    writeAll(exported.archive, archiveOf(folder, image, image.size()));
    const auto report = exported.import();
    REQUIRE_FALSE(report);
    CHECK_THAT(report.error().message, Catch::Matchers::Contains("names a folder that no cache has"));
  }
}

TEST_CASE("archive: an image of another processor, or none, is refused") {
  const Exported exported;
  for (const Bytes& image : {test::fakeImage(500, EM_AARCH64), Bytes(500, 1), Bytes(10, 1)}) {
    writeAll(exported.archive, archiveOf("x86_64-linux-gnu/x86-64", image, image.size()));
    const auto report = exported.import();
    REQUIRE_FALSE(report);
    CHECK_THAT(report.error().message, Catch::Matchers::Contains("is no code for x86_64-linux-gnu/x86-64"));
  }
}

TEST_CASE("archive: a size beyond the archive's end asks for no memory") {
  const Exported exported;
  const Bytes image = test::fakeImage();
  for (const uint64_t size : {uint64_t{501}, uint64_t{1} << 40, UINT64_MAX}) {
    writeAll(exported.archive, archiveOf("x86_64-linux-gnu/x86-64", image, size));
    CHECK_FALSE(exported.import());
  }
}

TEST_CASE("archive: one that others may write to, or with another digest, is refused") {
  const Exported exported;
  const auto other = exported.import(std::string(64, '0'));
  REQUIRE_FALSE(other);
  CHECK_THAT(other.error().message, Catch::Matchers::Contains("its digest is " + toHex(exported.digest)));
  chmod(exported.archive.c_str(), 0664);
  const auto writable = exported.import();
  REQUIRE_FALSE(writable);
  CHECK_THAT(writable.error().message, Catch::Matchers::Contains("install -m 600 " + exported.archive.string() + " COPY"));
  CHECK(exported.isNothingImported());
}

TEST_CASE("archive: a file that only seems to hold terabytes asks for no memory") {
  const Exported exported;
  const uint64_t byteSize = 8ull << 40;
  writeAll(exported.archive, archiveOf("x86_64-linux-gnu/x86-64", test::fakeImage(), byteSize - 1000));
  std::filesystem::resize_file(exported.archive, byteSize);
  const auto report = exported.import();
  REQUIRE_FALSE(report);
  CHECK_THAT(report.error().message, Catch::Matchers::Contains("more than native code can have"));
}

TEST_CASE("archive: nothing that was changed after the check is imported") {
  const Exported exported;
  const Bytes good = readAll(exported.archive);
  const auto checked = CheckedArchive::open(exported.archive);
  REQUIRE(checked);
  CHECK(checked->digest() == exported.digest);
  // Another archive, good in itself.
  Bytes image = test::fakeImage(good.size() - 200);
  image[65] = 1;
  writeAll(exported.archive, archiveOf("x86_64-linux-gnu/x86-64", image, image.size()));
  REQUIRE(CheckedArchive::open(exported.archive));
  const auto changed = checked->importInto(exported.other);
  REQUIRE_FALSE(changed);
  CHECK_THAT(changed.error().message, Catch::Matchers::Contains("is not imported: it was changed while it was read"));
  writeAll(exported.archive, {});
  CHECK_FALSE(checked->importInto(exported.other));
  CHECK(exported.isNothingImported());
  writeAll(exported.archive, good);
  CHECK(checked->importInto(exported.other));
}

TEST_CASE("archive: an import that fails midway says how far it came") {
  const Exported exported;
  Bytes bytes = readAll(exported.archive);
  const auto checked = CheckedArchive::open(exported.archive);
  REQUIRE(checked);
  bytes[bytes.size() - sizeof(Digest) - 1] ^= 1; // the last byte of the second image
  writeAll(exported.archive, bytes);
  const auto report = checked->importInto(exported.other);
  REQUIRE_FALSE(report);
  CHECK_THAT(report.error().message, Catch::Matchers::Contains("is imported in part, 1 of 2 entries: it was changed"));
  CHECK(readCacheContents(exported.other)->entries.size() == 1);
}

TEST_CASE("archive: a bad entry is not exported, and leaves no archive") {
  const Exported exported;
  const auto entries = readCacheContents(exported.directory())->entries;
  std::filesystem::resize_file(entries[1].path, 60);
  const auto target = exported.path() / "second";
  const auto report = exportEntries(entries, target);
  REQUIRE_FALSE(report);
  CHECK_THAT(report.error().message, Catch::Matchers::Contains("cut short") && Catch::Matchers::Contains("; remove it, or compile its module again"));
  CHECK(std::distance(std::filesystem::directory_iterator(exported.path()), {}) == 2); // the cache and the first archive
}
