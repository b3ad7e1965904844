#include "cache/compatible_entries.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "cache/image_description.h"
#include "frontend/error.h"

namespace wasmpi {

namespace fs = std::filesystem;

namespace {

/// The names of the CPU folders beside the key's own, in order.
std::vector<std::string> otherCpuFolders(const fs::path& tripleFolder, const CacheKey& key) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(tripleFolder, error), end; !error && entry != end;
       entry.increment(error))
    if (std::string name = entry->path().filename().string(); name != key.cpuFolder())
      names.push_back(std::move(name));
  std::ranges::sort(names);
  return names;
}

/// Why an entry that is there cannot be used; empty if it can. Fills in how many features it uses.
std::string findObstacle(CompatibleEntry& entry, const CpuFeatures& host) {
  const auto description = describeImage(entry.path);
  if (!description)
    return "it does not say what it needs";
  const CpuFeatures::Fit fit = host.fit(description->needs);
  entry.usedFeatureCount = fit.usedCount;
  if (!fit.missing.empty())
    return fmt::format("it may use {}, which this machine is not known to have",
                       printable(fit.missing));
  if (entry.key.cpuFolder().starts_with(kNativeCpuPrefix) && !fit.isComplete)
    return fmt::format("it was made for a machine with {} of this one's {} features", fit.usedCount,
                       host.names().size());
  return {};
}

} // namespace

CompatibleEntries findCompatibleEntries(std::span<const fs::path> directories, const CacheKey& key,
                                        const CpuFeatures& host) {
  CompatibleEntries found;
  for (const fs::path& directory : directories) {
    for (const std::string& folder : otherCpuFolders(directory / key.tripleFolder(), key)) {
      CompatibleEntry entry{.path = {}, .directory = directory, .key = key.forCpuFolder(folder)};
      entry.path = directory / entry.key.targetFolder / (toHex(entry.key.digest) + ".so");
      std::error_code error;
      if (!fs::exists(entry.path, error))
        continue;
      if (const std::string obstacle = findObstacle(entry, host); obstacle.empty())
        found.entries.push_back(std::move(entry));
      else
        found.notes.push_back(
            fmt::format("cache: the entry for {} is not used: {}", printable(folder), obstacle));
    }
  }
  std::ranges::stable_sort(found.entries, std::greater(), &CompatibleEntry::usedFeatureCount);
  for (size_t i = 0; i < found.entries.size(); ++i)
    found.notes.push_back(fmt::format(
        "cache: no entry for this very CPU; choice {}: {}, {} of this machine's {} features", i + 1,
        found.entries[i].path.string(), found.entries[i].usedFeatureCount, host.names().size()));
  return found;
}

} // namespace wasmpi
