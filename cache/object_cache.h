// The store of code images: <directory>/<triple>/<cpu>/<digest>.so, one file an entry, content-addressed.
//
// An entry is an ELF shared object followed by a trailer with the digest of all bytes before it. It is used only if it is a
// regular file owned by this user or root, writable by its owner alone (folders likewise), and its digest holds; otherwise there is
// one warning and the caller compiles. Entries appear by rename, so a reader sees a whole one or none.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cache/cache_key.h"
#include "cache/compatible_entries.h"
#include "cache/file_lock.h"
#include "frontend/error.h"

namespace wasmpi {

class ObjectCache {
public:
  struct Options {
    /// Where entries are read and written.
    std::filesystem::path directory;
    /// Searched after `directory`, never written: caches an administrator has warmed.
    std::vector<std::filesystem::path> systemDirectories = {};
    /// Gets warnings, one line each.
    std::function<void(std::string_view)> onWarning = {};
    /// Whether whoever looks for an entry compiles if there is none: what warnings say.
    bool isForCompiling = true;
  };

  /// `directory` from `chosen`, else $WASMPI_CACHE_DIR, $XDG_CACHE_HOME/wasmpi, ~/.cache/wasmpi; system directories from
  /// $WASMPI_CACHE_PATH (separated by ':').
  static Options optionsFromEnvironment(const std::filesystem::path& chosen);

  explicit ObjectCache(Options options);

  /// Directories are absolute.
  const Options& options() const { return options_; }

  /// In the order of the search: the one that is written, then those of the system.
  std::vector<std::filesystem::path> directories() const;

  /// Path of a verified entry, or nullopt.
  std::optional<std::filesystem::path> load(const CacheKey& key) const;

  /// A verified entry for another CPU that runs on this machine, best first (compatible_entries.h); to be asked where load found none.
  /// Tells the order in `notes`.
  std::optional<CompatibleEntry> loadCompatible(const CacheKey& key, std::vector<std::string>& notes) const;

  /// Waits until the entry is there (then its path is returned), or until this process should compile: then `lock` is held, or
  /// could not be had, or was of no use to the process that held it before.
  std::optional<std::filesystem::path> waitOrLock(const CacheKey& key, FileLock& lock) const;

  /// Whether another process holds the lock that waitOrLock would wait for.
  bool isBeingMade(const CacheKey& key) const;

  /// Writes an entry: temporary file, fsync, rename. Returns its path. A failure leaves nothing behind.
  Expected<std::filesystem::path> store(const CacheKey& key, std::span<const uint8_t> image) const;

private:
  std::filesystem::path entryPath(const std::filesystem::path& directory, const CacheKey& key) const;
  std::filesystem::path lockPath(const CacheKey& key) const;
  std::optional<std::filesystem::path> loadFrom(const std::filesystem::path& directory,
                                                const CacheKey& key) const;
  void warn(std::string_view message) const;

  Options options_;
};

} // namespace wasmpi
