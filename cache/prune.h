// Keeping a cache small: what nobody will miss is removed.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "cache/cache_contents.h"
#include "frontend/error.h"

namespace wasmpi {

struct PruneLimits {
  /// Of all entries that stay; UINT64_MAX: any.
  uint64_t maxByteSize = UINT64_MAX;
  /// Entries older than this go.
  std::chrono::seconds maxAge = std::chrono::seconds::max();
};

struct PruneReport {
  std::vector<CacheEntry> removed, kept;
  /// Abandoned temporary files and locks that were removed.
  size_t leftoverCount = 0;
  /// What could not be removed, and why: a line each.
  std::vector<std::string> problems;
};

/// Removes abandoned leftovers, then entries that are too old, then those that were not used for longest until the rest is small enough.
/// Processes that run an entry's code keep it.
Expected<PruneReport> pruneCache(const std::filesystem::path& directory, const PruneLimits& limits);

} // namespace wasmpi
