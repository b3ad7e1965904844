// Entries that were made for another CPU and run on this one: a second choice, where there is no
// entry for this very CPU.
//
// Taken into account are entries made for a CPU that somebody named (wasmpi-compile
// --cpu=x86-64-v3), if this machine has every feature they may use, and those that a machine made
// for itself, if it had the same features as this one; code with fewer would be slower than what
// compiling gives, which nobody has decided to put up with. The more features an entry uses, the
// better; among equals the user's own cache comes before the system's, in their order, then the
// CPU's name decides.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "cache/cache_key.h"
#include "cache/cpu_features.h"

namespace wasmpi {

struct CompatibleEntry {
  std::filesystem::path path;
  /// The directory it was found in.
  std::filesystem::path directory;
  /// The key it has.
  CacheKey key;
  size_t usedFeatureCount = 0;
};

struct CompatibleEntries {
  /// Best first. Their checksums are not looked at.
  std::vector<CompatibleEntry> entries;
  /// How each came to its place, or why it has none, a line each.
  std::vector<std::string> notes;
};

/// The entries in `directories` for the code that `key` names but for its CPU. `host`: the machine
/// they are to run on.
CompatibleEntries findCompatibleEntries(std::span<const std::filesystem::path> directories,
                                        const CacheKey& key, const CpuFeatures& host);

} // namespace wasmpi
