// One compilation a job: the ranks of an MPI job find out who has a module's native code, make it together where nobody has, and hand it
// to those that cannot see it in a cache of their own.
//
// Ranks may differ in module, CPU, version and options: those with the same CacheKey act together, each group by itself. What a
// rank gets is the same image it would have compiled alone.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <variant>

#include "cache/job_ranks.h"
#include "cache/object_cache.h"

namespace wasmpi {

/// $WASMPI_CACHE_MODE. Automatic: an image is sent to the ranks that do not see it in their cache. Broadcast: to one rank of each node
/// without looking first, which spares a slow shared file system. Shared: never; the directory is waited for. Private: every process
/// is on its own.
enum class CacheMode : uint8_t { Automatic, Broadcast, Shared, Private };

/// Fails on an unknown name, with the known ones.
Expected<CacheMode> cacheModeFromEnvironment();

/// Why a rank takes part.
enum class JobNeed : uint8_t {
  /// It has the image, in its cache.
  None,
  Image,
  /// It neither needs an image nor has one to give.
  Apart,
};

/// How a rank compiles, on request: everything, or one of `count` shares of a module's code, and how shares become an image.
struct JobCompiler {
  using Bytes = JobRanks::Bytes;
  /// What the code depends on in size: smaller modules are not worth several nodes.
  uint64_t moduleByteSize = 0;
  std::function<Expected<Bytes>(unsigned index, unsigned count)> compileShare;
  std::function<Expected<Bytes>(const std::vector<Bytes>& shares)> link;
};

/// A verified entry of this rank's cache, or an image that could not be kept there.
using JobImage = std::variant<std::filesystem::path, JobRanks::Bytes>;

class JobCache {
public:
  struct Options {
    CacheMode mode = CacheMode::Automatic;
    /// Gets what a curious user wants to know, a line each.
    std::function<void(std::string_view)> onNote = {};
    /// Gets warnings.
    std::function<void(std::string_view)> onWarning = {};
  };

  /// `cache` must outlive this.
  JobCache(const ObjectCache& cache, Options options)
      : cache_(cache), options_(std::move(options)) {}

  /// Collective over all ranks of a job. With JobNeed::Image returns the image, or why the module cannot be compiled (the same at every
  /// rank that needs it), or, after a warning, nothing: the rank is on its own. Otherwise returns nothing.
  Expected<std::optional<JobImage>> meet(JobRanks& job, const CacheKey& key, JobNeed need,
                                         const JobCompiler& compiler) const;

private:
  const ObjectCache& cache_;
  Options options_;
};

} // namespace wasmpi
