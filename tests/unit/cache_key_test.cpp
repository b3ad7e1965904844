#include "cache/cache_key.h"

#include <fstream>

#include <catch2/catch.hpp>

#include "temporary_folder.h"

using namespace wasmpi; // NOLINT: a test

namespace {
const std::vector<uint8_t> kModule = {0, 'a', 's', 'm', 1, 0, 0, 0};
Digest keyOf(const CompileOptions& options, std::string_view identity = "compiler") {
  return makeCacheKey(kModule, identity, options).digest;
}
} // namespace

TEST_CASE("CacheKey: everything native code depends on changes the key") {
  const Digest plain = keyOf({});
  CHECK(keyOf({}) == plain);
  CHECK(keyOf({}, "other compiler") != plain);
  CHECK(keyOf({.optLevel = OptLevel::O0}) != plain);
  CHECK(keyOf({.boundsChecks = BoundsChecks::Explicit}) != plain);
  CHECK(keyOf({.wrapChecks = false}) != plain);
  CHECK(keyOf({.triple = "aarch64-linux-gnu"}) != plain);
  CHECK(keyOf({.cpu = "znver3"}) != plain);
  CHECK(keyOf({.cpuFeatures = "+avx2"}) != plain);
  CHECK(keyOf({.wasmFeatures = FeatureSet::parse("-bulk-memory")->bits()}) != plain);
  CHECK(keyOf({.wasmFeatures = FeatureSet().bits()}) == plain);
  const std::vector<uint8_t> other = {0, 'a', 's', 'm', 1, 0, 0, 1};
  CHECK(makeCacheKey(other, "compiler", {}).digest != plain);
}

TEST_CASE("CacheKey: a hostile CPU name stays one folder") {
  const CacheKey key = makeCacheKey(kModule, "c", {.triple = "../..", .cpu = "../../etc"});
  CHECK(key.targetFolder.find("..") != 0);
  CHECK(std::count(key.targetFolder.begin(), key.targetFolder.end(), '/') == 1);
}

TEST_CASE("CacheKey: the compiler's identity is the build id of its file") {
  const test::TemporaryFolder folder;
  const auto identity = readCompilerIdentity("/proc/self/exe");
  if (identity)
    CHECK(identity->size() >= 16);
  CHECK_FALSE(readCompilerIdentity(folder.path() / "missing"));
  std::ofstream(folder.path() / "text") << "not an ELF file, but long enough to hold a header of one......";
  const auto text = readCompilerIdentity(folder.path() / "text");
  REQUIRE_FALSE(text);
  CHECK(text.error().message.find("not an ELF file") != std::string::npos);
}
