#include "cache/prune.h"

#include <sys/file.h>
#include <unistd.h>

#include <fstream>

#include <catch2/catch.hpp>

#include "cache/unique_fd.h"
#include "cache_fixture.h"

using namespace wasmpi; // NOLINT: a test
using test::CacheFixture;

namespace {

/// Three entries, last used an hour, a day and a week ago.
struct Aged : CacheFixture {
  std::filesystem::path hour = store(1), day = store(2), week = store(3);
  Aged() {
    test::setAge(hour, 3600);
    test::setAge(day, 86400);
    test::setAge(week, 7 * 86400);
  }
};

} // namespace

TEST_CASE("prune: without limits every entry stays") {
  const Aged aged;
  const auto report = pruneCache(aged.directory(), {});
  REQUIRE(report);
  CHECK(report->removed.empty());
  CHECK(report->kept.size() == 3);
}

TEST_CASE("prune: entries older than the limit go") {
  const Aged aged;
  const auto report = pruneCache(aged.directory(), {.maxAge = std::chrono::hours(20)});
  REQUIRE(report);
  CHECK(report->removed.size() == 2);
  CHECK(std::filesystem::exists(aged.hour));
  CHECK_FALSE(std::filesystem::exists(aged.day));
  CHECK_FALSE(std::filesystem::exists(aged.week));
}

TEST_CASE("prune: the least recently used go until the rest is small enough") {
  const Aged aged;
  const uint64_t two = 2 * std::filesystem::file_size(aged.hour);
  REQUIRE(pruneCache(aged.directory(), {.maxByteSize = two}));
  CHECK(std::filesystem::exists(aged.day));
  CHECK_FALSE(std::filesystem::exists(aged.week));
  REQUIRE(pruneCache(aged.directory(), {.maxByteSize = two - 1}));
  CHECK(std::filesystem::exists(aged.hour));
  CHECK_FALSE(std::filesystem::exists(aged.day));
  REQUIRE(pruneCache(aged.directory(), {.maxByteSize = 0}));
  CHECK_FALSE(std::filesystem::exists(aged.hour));
}

TEST_CASE("prune: what killed processes left goes, what is in use stays") {
  const CacheFixture fixture;
  const auto folder = fixture.store(1).parent_path();
  const auto abandoned = folder / ".publish-abandoned", young = folder / ".publish-young", used = folder / ".publish-used",
             future = folder / ".publish-future", lock = folder / (std::string(64, 'a') + ".lock");
  for (const auto& path : {abandoned, young, used, future, lock})
    std::ofstream(path) << "x";
  for (const auto& path : {abandoned, used, lock})
    test::setAge(path, 7200);
  test::setAge(future, -7200);
  const UniqueFd writer(open(used.c_str(), O_RDWR));
  REQUIRE(flock(writer.get(), LOCK_EX) == 0);
  const auto report = pruneCache(fixture.directory(), {});
  REQUIRE(report);
  CHECK(report->leftoverCount == 3);
  CHECK_FALSE(std::filesystem::exists(abandoned));
  CHECK_FALSE(std::filesystem::exists(future));
  CHECK_FALSE(std::filesystem::exists(lock));
  CHECK(std::filesystem::exists(young));
  CHECK(std::filesystem::exists(used));
}

TEST_CASE("prune: what cannot be removed is told, leftovers as well") {
  // Root may remove everything.
  const bool isRoot = geteuid() == 0;
  constexpr uid_t kNobody = 65534;
  if (isRoot)
    REQUIRE(seteuid(kNobody) == 0);
  {
    const CacheFixture fixture;
    const auto entry = fixture.store(1), folder = entry.parent_path(), leftover = folder / ".publish-abandoned";
    std::ofstream(leftover) << "x";
    test::setAge(leftover, 7200);
    std::filesystem::permissions(folder, std::filesystem::perms(0500));
    const auto report = pruneCache(fixture.directory(), {.maxByteSize = 0});
    std::filesystem::permissions(folder, std::filesystem::perms(0700));
    REQUIRE(report);
    CHECK(report->leftoverCount == 0);
    CHECK(report->kept.size() == 1);
    CHECK(report->problems == std::vector{"cannot remove " + leftover.string() + ": Permission denied",
                                          "cannot remove " + entry.string() + ": Permission denied"});
  }
  if (isRoot)
    REQUIRE(seteuid(0) == 0);
}
