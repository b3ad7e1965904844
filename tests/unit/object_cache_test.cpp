#include "cache/object_cache.h"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <thread>

#include <catch2/catch.hpp>

#include "temporary_folder.h"

using namespace wasmpi; // NOLINT: a test

namespace {

const std::vector<uint8_t> kModule = {0, 'a', 's', 'm', 1, 0, 0, 0};
const std::vector<uint8_t> kImage(4096, 0x7F);

struct Fixture {
  test::TemporaryFolder folder;
  CacheKey key = makeCacheKey(kModule, "compiler", {});
  std::vector<std::string> warnings;

  ObjectCache open(std::filesystem::path directory) {
    return ObjectCache({.directory = std::move(directory), .onWarning = [this](std::string_view text) {
                          warnings.emplace_back(text);
                        }});
  }
};

size_t filesBelow(const std::filesystem::path& folder) {
  size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    count += entry.is_regular_file();
  return count;
}

} // namespace

TEST_CASE("ObjectCache: what was stored is found, by its key only") {
  Fixture f;
  const ObjectCache cache = f.open(f.folder.path() / "deep" / "cache");
  CHECK_FALSE(cache.load(f.key));
  const auto stored = cache.store(f.key, kImage);
  REQUIRE(stored);
  CHECK(cache.load(f.key) == *stored);
  CHECK_FALSE(cache.load(makeCacheKey(kModule, "other", {})));
  CHECK(f.warnings.empty());
  CHECK(filesBelow(f.folder.path()) == 1);
}

TEST_CASE("ObjectCache: a damaged entry gives one warning and is replaced") {
  Fixture f;
  const ObjectCache cache = f.open(f.folder.path());
  const auto path = cache.store(f.key, kImage);
  REQUIRE(path);
  std::filesystem::resize_file(*path, 100);
  CHECK_FALSE(cache.load(f.key));
  REQUIRE(f.warnings.size() == 1);
  CHECK(f.warnings[0].find("cut short") != std::string::npos);
  REQUIRE(cache.store(f.key, kImage));
  CHECK(cache.load(f.key));
}

TEST_CASE("ObjectCache: system caches are searched after the user's own") {
  Fixture f;
  REQUIRE(f.open(f.folder.path() / "system").store(f.key, kImage));
  const ObjectCache cache({.directory = f.folder.path() / "own",
                           .systemDirectories = {f.folder.path() / "system"}});
  const auto found = cache.load(f.key);
  REQUIRE(found);
  CHECK(found->string().find("/system/") != std::string::npos);
}

TEST_CASE("ObjectCache: a folder that cannot be made is an error, not a crash") {
  Fixture f;
  std::ofstream(f.folder.path() / "file") << "x";
  const ObjectCache cache = f.open(f.folder.path() / "file" / "cache");
  CHECK_FALSE(cache.load(f.key));
  const auto stored = cache.store(f.key, kImage);
  REQUIRE_FALSE(stored);
  CHECK(stored.error().message.find("cannot make the cache folder") != std::string::npos);
}

TEST_CASE("ObjectCache: of many processes on a cold cache one compiles, and all find its entry") {
  Fixture f;
  const auto log = f.folder.path() / "compiled";
  constexpr int kProcesses = 40;
  for (int i = 0; i < kProcesses; ++i) {
    if (fork() != 0)
      continue;
    const ObjectCache cache({.directory = f.folder.path() / "cache"});
    FileLock lock;
    bool isDone = cache.load(f.key) || cache.waitOrLock(f.key, lock);
    if (!isDone) {
      usleep(50'000); // a compilation
      std::ofstream(log, std::ios::app) << "x" << std::flush;
      isDone = cache.store(f.key, kImage).has_value();
    }
    { const FileLock released = std::move(lock); }
    _exit(isDone && cache.load(f.key) ? 0 : 1);
  }
  int failures = 0;
  for (int i = 0; i < kProcesses; ++i) {
    int status = 0;
    REQUIRE(wait(&status) > 0);
    failures += status != 0;
  }
  CHECK(failures == 0);
  CHECK(std::filesystem::file_size(log) == 1);
  CHECK(filesBelow(f.folder.path() / "cache") == 1);
}

TEST_CASE("ObjectCache: a folder others may write to is never used, nor waited for") {
  Fixture f;
  const ObjectCache cache = f.open(f.folder.path() / "cache");
  REQUIRE(cache.store(f.key, kImage));
  std::filesystem::permissions(f.folder.path() / "cache", std::filesystem::perms::all);
  CHECK_FALSE(cache.load(f.key));
  FileLock lock;
  CHECK_FALSE(cache.waitOrLock(f.key, lock));
  const auto stored = cache.store(f.key, kImage);
  REQUIRE_FALSE(stored);
  CHECK(stored.error().message.find("may write to it") != std::string::npos);
}

TEST_CASE("ObjectCache: a trailing slash makes no difference") {
  Fixture f;
  const ObjectCache cache = f.open(f.folder.path().string() + "/cache/");
  REQUIRE(cache.store(f.key, kImage));
  CHECK(cache.load(f.key));
}

TEST_CASE("ObjectCache: after a holder that stored nothing, nobody holds the others up") {
  Fixture f;
  const ObjectCache cache = f.open(f.folder.path());
  auto holder = std::make_unique<FileLock>();
  CHECK_FALSE(cache.waitOrLock(f.key, *holder));
  std::thread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    holder.reset();
  });
  FileLock second, third;
  CHECK_FALSE(cache.waitOrLock(f.key, second));
  later.join();
  CHECK_FALSE(cache.waitOrLock(f.key, third)); // at once, although `second` is still there
}
