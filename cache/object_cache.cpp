#include "cache/object_cache.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>

#include <array>
#include <chrono>
#include <random>
#include <thread>

#include <fmt/format.h>

#include "cache/entry_file.h"

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

/// Makes the folder and those above it, for this user alone.
bool makePrivateFolder(const fs::path& folder) {
  struct stat status;
  if (stat(folder.c_str(), &status) == 0)
    return S_ISDIR(status.st_mode);
  if (folder.has_relative_path() && !makePrivateFolder(folder.parent_path()))
    return false;
  return mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST;
}

/// Absolute, and such that parent_path of what lies within leads to it.
fs::path withoutTrailingSlash(const fs::path& directory) {
  std::error_code error;
  const fs::path whole = fs::absolute(directory, error).lexically_normal();
  return whole.has_filename() ? whole : whole.parent_path();
}

constexpr std::string_view kTemporaryPrefix = ".publish-";

/// Removes what writers killed in mid-publish have left in a folder; an hour is longer than any writer takes.
void collectAbandoned(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!entry.path().filename().string().starts_with(kTemporaryPrefix))
      continue;
    const auto written = entry.last_write_time(error);
    if (!error && fs::file_time_type::clock::now() - written > std::chrono::hours(1))
      fs::remove(entry.path(), error);
  }
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

std::optional<fs::path> ObjectCache::load(const CacheKey& key) const {
  if (auto found = loadFrom(options_.directory, key))
    return found;
  for (const fs::path& directory : options_.systemDirectories)
    if (auto found = loadFrom(directory, key))
      return found;
  return std::nullopt;
}

std::optional<fs::path> ObjectCache::loadFrom(const fs::path& directory,
                                              const CacheKey& key) const {
  const fs::path path = entryPath(directory, key);
  const EntryCheck check = checkEntry(path, directory);
  if (check.state == EntryCheck::State::Good)
    return path;
  if (check.state == EntryCheck::State::Refused)
    warn(fmt::format("cache entry {} is not used: {}; compiling instead", path.string(),
                     check.reason));
  return std::nullopt;
}

std::optional<fs::path> ObjectCache::waitOrLock(const CacheKey& key, FileLock& lock) const {
  const fs::path entry = entryPath(options_.directory, key);
  if (!makePrivateFolder(entry.parent_path()) ||
      !folderFault(entry.parent_path(), options_.directory).empty())
    return std::nullopt; // nothing will be stored there
  fs::path lockPath = entry;
  lockPath.replace_extension(".lock");
  // Far beyond any compilation: a lock that is still held then is not worth waiting for.
  bool hasWaited = false;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(10);
  for (auto pause = std::chrono::milliseconds(2); std::chrono::steady_clock::now() < deadline;
       pause = std::min(2 * pause, std::chrono::milliseconds(50))) {
    const FileLock::Attempt attempt = lock.tryLock(lockPath);
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
  std::random_device random;
  const fs::path temporary =
      folder / fmt::format("{}{}-{}-{:08x}", kTemporaryPrefix, toHex(key.digest).substr(0, 16),
                           getpid(), random());
  if (auto written = writeEntry(temporary, image); !written) {
    unlink(temporary.c_str());
    return tl::unexpected(written.error());
  }
  if (rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    unlink(temporary.c_str());
    return failure(fmt::format("cannot publish {}: {}", path.string(), std::strerror(error)));
  }
  return path;
}

} // namespace wasmpi
