// What a cache directory holds, as found by walking it: for people and for housekeeping, never for a warm start.
//
// What is there may be anything: only regular files in places that entries, their temporary files and locks can have are told of. Symbolic
// links are not followed below the directory.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "frontend/error.h"

namespace wasmpi {

struct CacheEntry {
  /// The cache it lies in.
  std::filesystem::path directory;
  std::filesystem::path path;
  /// "<triple>/<cpu and features>".
  std::string targetFolder;
  /// Hexadecimal, the name of the file.
  std::string digest;
  uint64_t byteSize = 0;
  /// Since it was published or, where the file system keeps account of reading (Linux does so to the day), last run. Never negative.
  std::chrono::seconds age{};
};

struct CacheContents {
  /// In the order of their paths.
  std::vector<CacheEntry> entries;
  /// Temporary files and locks, in use or not.
  std::vector<std::filesystem::path> leftovers;

  uint64_t entryByteSize() const;
};

/// Describes an entry by its path, "<directory>/<triple>/<cpu and features>/<digest>.so"; nullopt if there is none.
std::optional<CacheEntry> readCacheEntry(const std::filesystem::path& path);

/// A directory that does not exist is empty. Fails on one that cannot be read.
Expected<CacheContents> readCacheContents(const std::filesystem::path& directory);

} // namespace wasmpi
