#include "cache/cache_contents.h"

#include <algorithm>
#include <ctime>
#include <numeric>
#include <sys/stat.h>

#include <fmt/format.h>

#include "cache/cache_key.h"
#include "cache/digest.h"
#include "cache/publication.h"

namespace wasmpi {

namespace fs = std::filesystem;

namespace {

/// Whether a file is a temporary one of a writer, or a lock.
bool isLeftover(const fs::path& path) {
  struct stat status;
  return lstat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         (isTemporaryEntry(path) || (path.extension() == ".lock" && digestFromHex(path.stem().string())));
}

/// The names in a folder, in order; links are not followed. Empty for what is no folder.
Expected<std::vector<fs::path>> childrenOf(const fs::path& folder) {
  std::vector<fs::path> children;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error))
    children.push_back(entry->path());
  // Gone meanwhile, or never there: nothing is in it.
  if (error && error != std::errc::no_such_file_or_directory && error != std::errc::not_a_directory)
    return failure(fmt::format("cannot read the cache folder {}: {}", folder.string(), error.message()));
  std::ranges::sort(children);
  return children;
}

bool isFolder(const fs::path& path) {
  struct stat status;
  return lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

} // namespace

uint64_t CacheContents::entryByteSize() const {
  return std::accumulate(entries.begin(), entries.end(), uint64_t{0},
                         [](uint64_t sum, const CacheEntry& entry) { return sum + entry.byteSize; });
}

std::optional<CacheEntry> readCacheEntry(const fs::path& path) {
  struct stat status;
  if (lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode) || path.extension() != ".so" ||
      !digestFromHex(path.stem().string()))
    return std::nullopt;
  const fs::path folder = path.parent_path(), triple = folder.parent_path();
  return CacheEntry{
      .directory = triple.parent_path(),
      .path = path,
      .targetFolder = triple.filename().string() + "/" + folder.filename().string(),
      .digest = path.stem().string(),
      .byteSize = static_cast<uint64_t>(status.st_size),
      .age = std::chrono::seconds(std::max<time_t>(time(nullptr) - std::max(status.st_atime, status.st_mtime), 0))};
}

Expected<CacheContents> readCacheContents(const fs::path& directory) {
  CacheContents contents;
  const auto triples = childrenOf(directory);
  if (!triples)
    return tl::unexpected(triples.error());
  for (const fs::path& triple : *triples) {
    const auto cpus = isFolder(triple) ? childrenOf(triple) : std::vector<fs::path>();
    if (!cpus)
      return tl::unexpected(cpus.error());
    for (const fs::path& cpu : *cpus) {
      if (!isFolder(cpu) || !isTargetFolder(triple.filename().string() + "/" + cpu.filename().string()))
        continue;
      const auto files = childrenOf(cpu);
      if (!files)
        return tl::unexpected(files.error());
      for (const fs::path& file : *files)
        if (auto entry = readCacheEntry(file))
          contents.entries.push_back(std::move(*entry));
        else if (isLeftover(file))
          contents.leftovers.push_back(file);
    }
  }
  return contents;
}

} // namespace wasmpi
