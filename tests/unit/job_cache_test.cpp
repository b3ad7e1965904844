#include "cache/job_cache.h"

#include <atomic>

#include <catch2/catch.hpp>

#include "cache/entry_file.h"
#include "temporary_folder.h"
#include "thread_ranks.h"

using namespace wasmpi; // NOLINT: a test
using test::ThreadRanks;

namespace {

using Bytes = JobRanks::Bytes;

const std::vector<uint8_t> kModule = {0, 'a', 's', 'm', 1, 0, 0, 0};

/// A job whose ranks compile nothing but count how often they are asked to.
struct Job {
  test::TemporaryFolder folder;
  std::atomic<int> shares = 0, links = 0, warnings = 0, received = 0;
  /// Of the last run, by rank: the image each one got.
  std::vector<std::optional<Bytes>> images;
  std::vector<std::string> errors;
  uint64_t moduleByteSize = 100;
  CacheMode mode = CacheMode::Automatic;
  std::string compileError = {};

  /// What the rank of `index` has for a cache folder; by default all share one.
  std::function<std::string(int)> folderOf = [](int) { return "shared"; };
  std::function<CacheKey(int)> keyOf = [](int) { return makeCacheKey(kModule, "compiler", {}); };
  std::function<JobNeed(int)> needOf = [](int) { return JobNeed::Image; };

  JobCompiler compiler(const CacheKey& key) {
    return {.moduleByteSize = moduleByteSize,
            .compileShare = [this, key](unsigned index, unsigned count) -> Expected<Bytes> {
              ++shares;
              if (!compileError.empty())
                return failure(compileError, 7);
              return Bytes{key.digest[0], static_cast<uint8_t>(index), static_cast<uint8_t>(count)};
            },
            .link = [this](const std::vector<Bytes>& parts) -> Expected<Bytes> {
              ++links;
              Bytes image;
              for (const Bytes& part : parts)
                image.insert(image.end(), part.begin(), part.end());
              return image;
            }};
  }

  void run(const std::vector<int>& nodes) {
    images.assign(nodes.size(), std::nullopt);
    errors.assign(nodes.size(), "");
    ThreadRanks::run(nodes, [&](JobRanks& ranks) {
      const int rank = ranks.rank();
      const ObjectCache cache({.directory = folder.path() / folderOf(rank)});
      const CacheKey key = keyOf(rank);
      const JobCache job(cache, {.mode = mode,
                                 .onNote = [&](std::string_view note) { received += note.find("received") != note.npos; },
                                 .onWarning = [&](std::string_view) { ++warnings; }});
      const auto result = job.meet(ranks, key, needOf(rank), compiler(key));
      if (!result)
        errors[rank] = result.error().text();
      else if (*result)
        images[rank] = bytesOf(**result);
    });
  }

  static Bytes bytesOf(const JobImage& image) {
    if (const auto* bytes = std::get_if<Bytes>(&image))
      return *bytes;
    return readEntry(std::get<std::filesystem::path>(image)).value();
  }
};

const Bytes kWhole = {makeCacheKey(kModule, "compiler", {}).digest[0], 0, 1};

} // namespace

TEST_CASE("JobCache: one rank compiles, the others see its entry") {
  Job job;
  job.run({0, 0, 0, 1, 1});
  CHECK(job.shares == 1);
  CHECK(job.links == 1);
  for (const auto& image : job.images)
    CHECK(image == kWhole);
  CHECK(job.received == 0);
  CHECK(job.warnings == 0);
}

TEST_CASE("JobCache: who cannot see the entry is sent the image") {
  const auto mode = GENERATE(CacheMode::Automatic, CacheMode::Broadcast);
  Job job;
  job.mode = mode;
  job.folderOf = [](int rank) { return "of-rank-" + std::to_string(rank); };
  job.run({0, 0, 1, 1, 1, 2});
  CHECK(job.shares == 1);
  for (const auto& image : job.images)
    CHECK(image == kWhole);
  CHECK(job.received == 5);
  CHECK(std::filesystem::exists(job.folder.path() / "of-rank-5"));
}

TEST_CASE("JobCache: a large module is shared out among the nodes") {
  Job job;
  job.moduleByteSize = 10 << 20;
  job.folderOf = [](int rank) { return "of-node-" + std::to_string(rank / 2); };
  job.run({0, 0, 1, 1, 2, 2});
  CHECK(job.shares == 3);
  CHECK(job.links == 1);
  const uint8_t id = kWhole[0];
  for (const auto& image : job.images)
    CHECK(image == Bytes{id, 0, 3, id, 1, 3, id, 2, 3});
  CHECK(job.received == 2); // one a node, but for the first
}

TEST_CASE("JobCache: an image that one rank has is not made again") {
  Job job;
  job.folderOf = [](int rank) { return rank == 2 ? "warm" : "cold"; };
  const ObjectCache warm({.directory = job.folder.path() / "warm"});
  REQUIRE(warm.store(job.keyOf(2), Bytes{1, 2, 3}));
  job.needOf = [](int rank) { return rank == 2 ? JobNeed::None : JobNeed::Image; };
  job.run({0, 0, 1, 1});
  CHECK(job.shares == 0);
  CHECK(job.images == std::vector<std::optional<Bytes>>{Bytes{1, 2, 3}, Bytes{1, 2, 3}, std::nullopt, Bytes{1, 2, 3}});
}

TEST_CASE("JobCache: unlike ranks make an image for each kind, and some stay apart") {
  Job job;
  job.keyOf = [](int rank) { return makeCacheKey(kModule, rank % 2 ? "one" : "other", {}); };
  job.needOf = [](int rank) { return rank == 4 ? JobNeed::Apart : JobNeed::Image; };
  job.run({0, 1, 0, 1, 0});
  CHECK(job.shares == 2);
  CHECK(job.images[0] == job.images[2]);
  CHECK(job.images[1] == job.images[3]);
  CHECK(job.images[0] != job.images[1]);
  CHECK_FALSE(job.images[4]);
}

TEST_CASE("JobCache: nobody compiles where nobody needs to") {
  Job job;
  job.needOf = [](int) { return JobNeed::None; };
  job.run({0, 1});
  CHECK(job.shares == 0);
}

TEST_CASE("JobCache: what is wrong with a module every rank hears") {
  Job job;
  job.compileError = "type mismatch";
  job.run({0, 0, 1});
  CHECK(job.shares == 1);
  for (const std::string& error : job.errors)
    CHECK(error.find("type mismatch") != std::string::npos);
}

TEST_CASE("JobCache: without a folder to write to the image stays in memory") {
  Job job;
  job.folderOf = [](int) { return "not/a/folder"; };
  std::filesystem::create_directories(job.folder.path());
  // A file where the folder should be.
  FILE* file = fopen((job.folder.path() / "not").c_str(), "w");
  REQUIRE(file != nullptr);
  fclose(file);
  job.run({0, 0, 1});
  CHECK(job.shares == 1);
  for (const auto& image : job.images)
    CHECK(image == kWhole);
  CHECK(job.warnings == 3);
}

TEST_CASE("JobCache: in shared mode nothing is sent") {
  Job job;
  job.mode = CacheMode::Shared;
  job.run({0, 1});
  CHECK(job.shares == 1);
  CHECK(job.images[1] == kWhole);
}

TEST_CASE("JobCache: the mode comes from the environment, and must be known") {
  setenv("WASMPI_CACHE_MODE", "broadcast", 1);
  CHECK(cacheModeFromEnvironment().value() == CacheMode::Broadcast);
  setenv("WASMPI_CACHE_MODE", "brodcast", 1);
  CHECK(cacheModeFromEnvironment().error().message ==
        "WASMPI_CACHE_MODE is brodcast; choose auto, broadcast, shared or private");
  unsetenv("WASMPI_CACHE_MODE");
  CHECK(cacheModeFromEnvironment().value() == CacheMode::Automatic);
}
