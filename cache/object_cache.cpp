#include "cache/object_cache.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "cache/entry_file.h"
#include "cache/publication.h"

namespace wasmpi {

namespace fs = std::filesystem;

namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

fs::path homeDirectory() {
  if (std::string home = environment("HOME"); !home.empty())
    return home;
  const passwd* entry = getpwuid(geteuid());
  return entry ? entry->pw_dir : "/nonexistent";
}

/// Absolute, and such that parent_path of what lies within leads to it.
fs::path withoutTrailingSlash(const fs::path& directory) {
  std::error_code error;
  const fs::path whole = fs::absolute(directory, error).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

} // namespace

ObjectCache::Options ObjectCache::optionsFromEnvironment(const fs::path& chosen) {
  Options options;
  if (!chosen.empty())
    options.directory = chosen;
  else if (std::string own = environment("WASMPI_CACHE_DIR"); !own.empty())
    options.directory = own;
  else if (std::string xdg = environment("XDG_CACHE_HOME"); !xdg.empty())
    options.directory = fs::path(xdg) / "wasmpi";
  else
    options.directory = homeDirectory() / ".cache" / "wasmpi";
  const std::string list = environment("WASMPI_CACHE_PATH");
  for (size_t begin = 0; begin < list.size();) {
    const size_t end = std::min(list.find(':', begin), list.size());
    if (end > begin)
      options.systemDirectories.emplace_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return options;
}

ObjectCache::ObjectCache(Options options) : options_(std::move(options)) {
  options_.directory = withoutTrailingSlash(options_.directory);
  for (fs::path& directory : options_.systemDirectories)
    directory = withoutTrailingSlash(directory);
}

void ObjectCache::warn(std::string_view message) const {
  if (options_.onWarning)
    options_.onWarning(message);
}

fs::path ObjectCache::entryPath(const fs::path& directory, const CacheKey& key) const {
  return directory / key.targetFolder / (toHex(key.digest) + ".so");
}

fs::path ObjectCache::lockPath(const CacheKey& key) const {
  return entryPath(options_.directory, key).replace_extension(".lock");
}

bool ObjectCache::isBeingMade(const CacheKey& key) const {
  std::error_code error;
  FileLock lock;
  return fs::exists(lockPath(key), error) && lock.tryLock(lockPath(key)) == FileLock::Attempt::Busy;
}

std::optional<fs::path> ObjectCache::load(const CacheKey& key) const {
  for (const fs::path& directory : directories())
    if (auto found = loadFrom(directory, key))
      return found;
  return std::nullopt;
}

std::vector<fs::path> ObjectCache::directories() const {
  std::vector<fs::path> all = {options_.directory};
  all.insert(all.end(), options_.systemDirectories.begin(), options_.systemDirectories.end());
  return all;
}

std::optional<CompatibleEntry> ObjectCache::loadCompatible(const CacheKey& key, std::vector<std::string>& notes) const {
  CompatibleEntries found = findCompatibleEntries(directories(), key, CpuFeatures::ofHost());
  notes.insert(notes.end(), found.notes.begin(), found.notes.end());
  for (CompatibleEntry& entry : found.entries)
    if (loadFrom(entry.directory, entry.key))
      return std::move(entry);
  return std::nullopt;
}

std::optional<fs::path> ObjectCache::loadFrom(const fs::path& directory,
                                              const CacheKey& key) const {
  const fs::path path = entryPath(directory, key);
  const EntryCheck check = checkEntry(path, directory);
  if (check.state == EntryCheck::State::Good)
    return path;
  if (check.state == EntryCheck::State::Refused)
    warn(fmt::format("cache entry {} is not used: {}{}", path.string(), check.reason,
                     options_.isForCompiling ? "; compiling instead" : ""));
  return std::nullopt;
}

std::optional<fs::path> ObjectCache::waitOrLock(const CacheKey& key, FileLock& lock) const {
  const fs::path entry = entryPath(options_.directory, key);
  if (!makePrivateFolder(entry.parent_path()) ||
      !folderFault(entry.parent_path(), options_.directory).empty())
    return std::nullopt; // nothing will be stored there
  const fs::path lockFile = lockPath(key);
  // Far beyond any compilation: a lock that is still held then is not worth waiting for.
  bool hasWaited = false, hasTold = false;
  const auto start = std::chrono::steady_clock::now(), deadline = start + std::chrono::minutes(10);
  for (auto pause = std::chrono::milliseconds(2); std::chrono::steady_clock::now() < deadline;
       pause = std::min(2 * pause, std::chrono::milliseconds(50))) {
    const FileLock::Attempt attempt = lock.tryLock(lockFile);
    if (attempt == FileLock::Attempt::Unavailable)
      return std::nullopt;
    // The entry may have come between the caller's look and the lock.
    std::error_code error;
    if (fs::exists(entry, error) && checkEntry(entry, options_.directory).state == EntryCheck::State::Good)
      return entry;
    if (attempt == FileLock::Attempt::Taken) {
      // Who had the lock before could not store its work, and neither could we: the others need not wait for us one by one.
      if (hasWaited)
        lock.release();
      return std::nullopt;
    }
    hasWaited = true;
    if (!hasTold && std::chrono::steady_clock::now() - start > std::chrono::seconds(30)) {
      warn(fmt::format("another process has been compiling this module for half a minute; if it hangs, end it (`fuser {}` tells "
                       "which it is), or remove that file", lockFile.string()));
      hasTold = true;
    }
    std::this_thread::sleep_for(pause);
  }
  return std::nullopt;
}

Expected<fs::path> ObjectCache::store(const CacheKey& key, std::span<const uint8_t> image) const {
  const fs::path path = entryPath(options_.directory, key);
  const fs::path folder = path.parent_path();
  if (!makePrivateFolder(folder))
    return failure(
        fmt::format("cannot make the cache folder {}: {}", folder.string(), std::strerror(errno)));
  if (std::string fault = folderFault(folder, options_.directory); !fault.empty())
    return failure(fault);
  collectAbandoned(folder);
  if (auto published = publishEntry(path, image); !published)
    return tl::unexpected(published.error());
  return path;
}

} // namespace wasmpi
