#include "cache/prune.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <unistd.h>

#include <fmt/format.h>

#include "cache/publication.h"

namespace wasmpi {

Expected<PruneReport> pruneCache(const std::filesystem::path& directory, const PruneLimits& limits) {
  auto contents = readCacheContents(directory);
  if (!contents)
    return tl::unexpected(contents.error());
  PruneReport report;
  for (const auto& leftover : contents->leftovers)
    // Whoever is about to take a lock on a file that goes compiles once more than need be, at worst.
    report.leftoverCount += isAbandoned(leftover) && unlink(leftover.c_str()) == 0;
  std::ranges::stable_sort(contents->entries, std::greater(), &CacheEntry::age);
  uint64_t byteSize = contents->entryByteSize();
  for (CacheEntry& entry : contents->entries) {
    bool removes = entry.age > limits.maxAge || byteSize > limits.maxByteSize;
    if (removes && unlink(entry.path.c_str()) != 0 && errno != ENOENT) {
      report.problems.push_back(fmt::format("cannot remove {}: {}", entry.path.string(), std::strerror(errno)));
      removes = false;
    }
    if (removes)
      byteSize -= entry.byteSize;
    (removes ? report.removed : report.kept).push_back(std::move(entry));
  }
  return report;
}

} // namespace wasmpi
