#include "cache/cache_key.h"

#include <fstream>

#include <catch2/catch.hpp>

#include "cache/host_cpu.h"
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
  CHECK(keyOf({.contractsFp = true}) != plain);
  CHECK(keyOf({.tablesArePrivate = true}) != plain);
  CHECK(keyOf({.triple = "aarch64-linux-gnu"}) != plain);
  CHECK(keyOf({.cpu = "znver3"}) != plain);
  CHECK(keyOf({.cpuFeatures = "+avx2"}) != plain);
  CHECK(keyOf({.wasmFeatures = FeatureSet::parse("-bulk-memory")->bits()}) != plain);
  CHECK(keyOf({.wasmFeatures = FeatureSet().bits()}) == plain);
  const std::vector<uint8_t> other = {0, 'a', 's', 'm', 1, 0, 0, 1};
  CHECK(makeCacheKey(other, "compiler", {}).digest != plain);
}

TEST_CASE("CacheKey: what means the same has one key") {
  const std::string host = hostTriple();
  const std::string architecture = host.substr(0, host.find('-'));
  const Digest plain = keyOf({});
  CHECK(keyOf({.cpu = "native"}) == plain);
  for (const char* rest : {"", "-linux", "-linux-gnu", "-unknown-linux-gnu", "-pc-linux-gnu"})
    CHECK(keyOf({.triple = (architecture + rest).c_str()}) == plain);
  CHECK(keyOf({.triple = (architecture + "-linux-musl").c_str()}) != plain);
}

TEST_CASE("canonicalTriple: one name for what means the same") {
  for (const char* triple : {"x86_64", "amd64", "amd64-linux", "x86_64-pc-linux-gnu", "amd64-unknown-linux-gnu", "x86_64-redhat-linux"})
    CHECK(canonicalTriple(triple) == "x86_64-linux-gnu");
  for (const char* triple : {"x86_64-linux-musl", "amd64-linux-musl", "x86_64-alpine-linux-musl", "amd64-musl", "amd64-unknown-linux-musl"})
    CHECK(canonicalTriple(triple) == "x86_64-linux-musl");
  CHECK(canonicalTriple("arm64-none-linux-gnu") == "aarch64-linux-gnu");
  CHECK(canonicalTriple("x86_64-linux-gnux32") == "x86_64-linux-gnux32");
  CHECK(canonicalTriple("arm64-apple-darwin") == "aarch64-apple-darwin");
}

TEST_CASE("isKnownTarget: Linux on two architectures") {
  for (const char* triple : {"x86_64", "amd64-linux-musl", "aarch64-linux-gnu", "arm64"})
    CHECK(isKnownTarget(triple));
  for (const char* triple : {"riscv64", "riscv64-linux-gnu", "x86", "i686-linux-gnu", "arm-linux-gnueabihf", "aarch64_be", "x86_64-w64-mingw32",
                             "arm64-apple-darwin", "x86_64-pc-windows-msvc", "", "-", "linux"})
    CHECK_FALSE(isKnownTarget(triple));
}

TEST_CASE("CacheKey: an alias of this architecture is this architecture") {
  const bool isX86 = hostTriple().starts_with("x86_64");
  const CacheKey plain = makeCacheKey(kModule, "compiler", {.triple = isX86 ? "x86_64-linux-musl" : "aarch64-linux-musl"});
  CHECK(plain.targetFolder.find("-linux-musl/native-") != std::string::npos);
  CHECK(makeCacheKey(kModule, "compiler", {.triple = isX86 ? "amd64-linux-musl" : "arm64-linux-musl"}).digest == plain.digest);
}

TEST_CASE("CacheKey: another architecture has its baseline, not this machine's CPU") {
  const char* other = hostTriple().starts_with("x86_64") ? "aarch64" : "x86_64";
  const char* baseline = hostTriple().starts_with("x86_64") ? "generic" : "x86-64";
  const CacheKey key = makeCacheKey(kModule, "compiler", {.triple = other});
  CHECK(key.targetFolder == std::string(other) + "-linux-gnu/" + baseline);
  CHECK(key.digest == makeCacheKey(kModule, "compiler", {.triple = other, .cpu = baseline}).digest);
}

TEST_CASE("CacheKey: the folder names CPU and features, whatever they are") {
  CHECK(makeCacheKey(kModule, "compiler", {.triple = "x86_64", .cpu = "znver3", .cpuFeatures = "+avx2,-fma"}).targetFolder ==
        "x86_64-linux-gnu/znver3@+avx2,-fma");
  const CacheKey spaced = makeCacheKey(kModule, "compiler", {.cpu = "a b"}), other = makeCacheKey(kModule, "compiler", {.cpu = "a/b"});
  CHECK(isTargetFolder(spaced.targetFolder));
  CHECK(spaced.targetFolder == other.targetFolder);
  CHECK(spaced.digest != other.digest);
}

TEST_CASE("CacheKey: the key for another CPU follows from the folder's name") {
  const CacheKey key = makeCacheKey(kModule, "compiler", {});
  const CacheKey other = makeCacheKey(kModule, "compiler", {.cpu = "znver3", .cpuFeatures = "+avx2,-fma"});
  CHECK(other.cpuFolder() == "znver3@+avx2,-fma");
  const CacheKey derived = key.forCpuFolder(other.cpuFolder());
  CHECK(derived.digest == other.digest);
  CHECK(derived.targetFolder == other.targetFolder);
  CHECK(derived.forCpuFolder(key.cpuFolder()).digest == key.digest);
  const CacheKey mangled = makeCacheKey(kModule, "compiler", {.cpu = "a b"});
  CHECK(key.forCpuFolder(mangled.cpuFolder()).digest != mangled.digest);
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
  CHECK(text.error().message.find("is no library with a GNU build id") != std::string::npos);
}
