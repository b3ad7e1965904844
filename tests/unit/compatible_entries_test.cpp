#include "cache/compatible_entries.h"

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "cache/object_cache.h"
#include "codegen/image_note.h"
#include "elf_file.h"
#include "temporary_folder.h"

using namespace wasmpi; // NOLINT: a test

namespace {

const std::vector<uint8_t> kModule = {0, 'a', 's', 'm', 1, 0, 0, 0};

/// An ELF file with an image's note of these contents, and no code.
std::vector<uint8_t> imageSaying(std::string contents) {
  contents.resize((contents.size() + 3) & ~size_t{3}, '\n');
  std::vector<uint8_t> notes;
  test::appendNote(notes, ImageNote::kOwner, ImageNote::kType, contents);
  return test::elfFileOf(notes);
}

struct Fixture {
  test::TemporaryFolder folder;
  CacheKey key = makeCacheKey(kModule, "compiler", {});
  CpuFeatures machine{CpuFeatures::Names{"avx", "sse", "sse2"}};
  std::vector<std::filesystem::path> directories = {folder.path() / "own",
                                                    folder.path() / "system"};

  void store(const std::string& cpu, const std::vector<uint8_t>& image, const char* where = "own") {
    REQUIRE(ObjectCache({.directory = folder.path() / where}).store(key.forCpuFolder(cpu), image));
  }
  void store(const std::string& cpu, const std::string& needs, const char* where = "own") {
    store(cpu, imageSaying("cpu=any\nneeds=" + needs + "\n"), where);
  }
  CompatibleEntries find() const { return findCompatibleEntries(directories, key, machine); }
  /// "own/x86-64": the entries found, in their order.
  std::vector<std::string> places() const {
    std::vector<std::string> result;
    for (const CompatibleEntry& entry : find().entries)
      result.push_back(entry.directory.filename().string() + "/" +
                       std::string(entry.key.cpuFolder()));
    return result;
  }
};

using Places = std::vector<std::string>;

} // namespace

TEST_CASE("compatible entries: the more features the better, then one's own cache, then the name") {
  Fixture f;
  CHECK(f.find().entries.empty());
  f.store("lesser", "sse");
  f.store("system-best", "avx,sse,sse2", "system");
  f.store("b", "sse,sse2");
  f.store("a", "sse,sse2");
  f.store("a", "sse,sse2", "system");
  CHECK(f.places() == Places{"system/system-best", "own/a", "own/b", "system/a", "own/lesser"});
  CHECK(f.find().notes.size() == 5);
  for (const CompatibleEntry& entry : f.find().entries)
    CHECK(std::filesystem::exists(entry.path));
}

TEST_CASE("compatible entries: what the machine lacks or nobody knows is not among them, and that "
          "is told") {
  Fixture f;
  f.store("too-much", "avx,avx2,sse,sse2");
  f.store("unheard-of", "avx9000,sse");
  f.store("silent", std::vector<uint8_t>(100, 0x7F));
  f.store("speechless", imageSaying("cpu=any\n"));
  f.store("needless", "");
  const CompatibleEntries found = f.find();
  CHECK(found.entries.empty());
  REQUIRE(found.notes.size() == 5);
  CHECK(found.notes[1] == "cache: the entry for silent is not used: it does not say what it needs");
  CHECK(found.notes[3] == "cache: the entry for too-much is not used: it may use avx2, which this "
                          "machine is not known to have");
}

TEST_CASE("compatible entries: what another machine made for itself is used if it had the same "
          "features") {
  Fixture f;
  f.store("native-like", "avx,sse,sse2");
  f.store("native-lesser", "sse,sse2");
  f.store("native-greater", "avx,avx2,sse,sse2");
  CHECK(f.places() == Places{"own/native-like"});
}

TEST_CASE("compatible entries: the exact entry, other modules and other options are none") {
  Fixture f;
  f.store(std::string(f.key.cpuFolder()), "sse");
  f.key = makeCacheKey(kModule, "compiler", {.optLevel = OptLevel::O1});
  f.store("x86-64", "sse");
  CHECK(f.places() == Places{"own/x86-64"});
  f.key = makeCacheKey(kModule, "compiler", {});
  CHECK(f.places() == Places());
  f.key =
      makeCacheKey(std::vector<uint8_t>{0, 'a', 's', 'm'}, "compiler", {.optLevel = OptLevel::O1});
  CHECK(f.places() == Places());
}
