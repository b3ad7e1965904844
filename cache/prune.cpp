#include "cache/prune.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <unistd.h>

#include <fmt/format.h>

#include "cache/publication.h"

namespace wasmpi {

namespace {

/// Whether a file is gone afterwards; otherwise why not, among `problems`.
bool removeFile(const std::filesystem::path& path, std::vector<std::string>& problems) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT)
    return true;
  problems.push_back(fmt::format("cannot remove {}: {}", path.string(), std::strerror(errno)));
  return false;
}

} // namespace

Expected<PruneReport> pruneCache(const std::filesystem::path& directory, const PruneLimits& limits) {
  auto contents = readCacheContents(directory);
  if (!contents)
    return tl::unexpected(contents.error());
  PruneReport report;
  for (const auto& leftover : contents->leftovers)
    // Whoever is about to take a lock on a file that goes compiles once more than need be, at worst.
    report.leftoverCount += isAbandoned(leftover) && removeFile(leftover, report.problems);
  std::ranges::stable_sort(contents->entries, std::greater(), &CacheEntry::age);
  uint64_t byteSize = contents->entryByteSize();
  for (CacheEntry& entry : contents->entries) {
    const bool removes = (entry.age > limits.maxAge || byteSize > limits.maxByteSize) && removeFile(entry.path, report.problems);
    if (removes)
      byteSize -= entry.byteSize;
    (removes ? report.removed : report.kept).push_back(std::move(entry));
  }
  return report;
}

} // namespace wasmpi
