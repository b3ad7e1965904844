#include "tools/cache_actions.h"

#include <cstdio>

#include <fmt/format.h>

#include "cache/archive.h"
#include "cache/entry_file.h"
#include "tools/json_report.h"

namespace wasmpi {

namespace {

std::string describeSize(uint64_t byteSize) {
  constexpr const char* kUnits[] = {"B", "K", "M", "G"};
  double size = static_cast<double>(byteSize);
  size_t unit = 0;
  for (; size >= 1024 && unit + 1 < std::size(kUnits); ++unit)
    size /= 1024;
  return unit == 0 ? fmt::format("{} B", byteSize) : fmt::format("{:.1f} {}", size, kUnits[unit]);
}

std::string describeAge(std::chrono::seconds age) {
  const auto count = age.count();
  if (count < 120)
    return fmt::format("{} s", count);
  if (count < 2 * 3600)
    return fmt::format("{} min", count / 60);
  return count < 2 * 86400 ? fmt::format("{} h", count / 3600) : fmt::format("{} d", count / 86400);
}

Json describe(const CacheEntry& entry) {
  return {{"path", entry.path.string()},
          {"target", entry.targetFolder},
          {"digest", entry.digest},
          {"bytes", entry.byteSize},
          {"ageSeconds", entry.age.count()}};
}

Json describe(const std::vector<CacheEntry>& entries) {
  Json list = Json::array();
  for (const CacheEntry& entry : entries)
    list.push_back(describe(entry));
  return list;
}

} // namespace

Expected<int> listCache(const CompileArguments& arguments, const ObjectCache& cache) {
  Json report = Json::array();
  for (const auto& directory : cache.directories()) {
    const auto contents = readCacheContents(directory);
    if (!contents)
      return tl::unexpected(contents.error());
    if (arguments.isJson) {
      report.push_back({{"directory", directory.string()},
                        {"entries", describe(contents->entries)},
                        {"leftovers", contents->leftovers.size()}});
      continue;
    }
    for (const CacheEntry& entry : contents->entries)
      fmt::print("{:>9}  {:>7}  {}\n", describeSize(entry.byteSize), describeAge(entry.age), printable(entry.path.string(), 4096));
    fmt::print("{}: {} entries, {}{}\n", printable(directory.string(), 4096), contents->entries.size(),
               describeSize(contents->entryByteSize()),
               contents->leftovers.empty() ? "" : fmt::format("; {} temporary files and locks", contents->leftovers.size()));
  }
  if (arguments.isJson)
    printJson({{"caches", report}});
  return 0;
}

Expected<int> pruneCacheByArguments(const CompileArguments& arguments, const ObjectCache& cache) {
  const auto report = pruneCache(cache.options().directory, arguments.limits);
  if (!report)
    return tl::unexpected(report.error());
  uint64_t keptByteSize = 0, removedByteSize = 0;
  for (const CacheEntry& entry : report->kept)
    keptByteSize += entry.byteSize;
  for (const CacheEntry& entry : report->removed)
    removedByteSize += entry.byteSize;
  for (const std::string& problem : report->problems)
    fmt::print(stderr, "wasmpi-compile: {}\n", problem);
  if (arguments.isJson)
    printJson({{"removed", describe(report->removed)},
               {"kept", describe(report->kept)},
               {"leftoversRemoved", report->leftoverCount},
               {"problems", report->problems}});
  else
    fmt::print("{} entries removed ({}), {} kept ({}); {} abandoned files removed\n", report->removed.size(),
               describeSize(removedByteSize), report->kept.size(), describeSize(keptByteSize), report->leftoverCount);
  return report->problems.empty() ? 0 : 1;
}

Expected<int> verifyCache(const CompileArguments& arguments, const ObjectCache& cache) {
  Json report = Json::array();
  size_t goodCount = 0, badCount = 0;
  for (const auto& directory : cache.directories()) {
    const auto contents = readCacheContents(directory);
    if (!contents)
      return tl::unexpected(contents.error());
    for (const CacheEntry& entry : contents->entries) {
      const EntryCheck check = checkEntry(entry.path, directory);
      if (check.state == EntryCheck::State::Missing) // removed meanwhile
        continue;
      const bool isGood = check.state == EntryCheck::State::Good;
      ++(isGood ? goodCount : badCount);
      Json line = describe(entry);
      line["good"] = isGood;
      if (!isGood)
        line["reason"] = check.reason;
      report.push_back(std::move(line));
      if (!isGood && !arguments.isJson)
        fmt::print("{}: {}\n", printable(entry.path.string(), 4096), check.reason);
    }
  }
  if (arguments.isJson)
    printJson({{"entries", report}});
  else
    fmt::print("{} entries are good, {} are not{}\n", goodCount, badCount,
               badCount == 0 ? "" : " and are never used; compiling their modules again replaces them");
  return badCount == 0 ? 0 : kNegativeAnswer;
}

Expected<int> exportEntriesByArguments(const CompileArguments& arguments, const std::vector<CacheEntry>& entries) {
  const auto report = exportEntries(entries, arguments.archive);
  if (!report)
    return tl::unexpected(report.error());
  if (arguments.isJson)
    printJson({{"archive", arguments.archive.string()}, {"digest", toHex(report->digest)}, {"entries", describe(entries)}});
  else
    fmt::print("{} entries; --expect {}\n", report->entries.size(), toHex(report->digest));
  return 0;
}

Expected<int> exportCache(const CompileArguments& arguments, const ObjectCache& cache) {
  const auto contents = readCacheContents(cache.options().directory);
  if (!contents)
    return tl::unexpected(contents.error());
  if (contents->entries.empty())
    return failure(fmt::format("the cache {} has no entry to export; compile modules first, or name those of a cache in "
                               "$WASMPI_CACHE_PATH",
                               cache.options().directory.string()));
  return exportEntriesByArguments(arguments, contents->entries);
}

Expected<int> importCache(const CompileArguments& arguments, const ObjectCache& cache) {
  const auto report = importEntries(arguments.archive, cache.options().directory, arguments.expectedDigest);
  if (!report)
    return tl::unexpected(report.error());
  Json entries = Json::array();
  for (const auto& path : report->entries)
    entries.push_back(path.string());
  if (arguments.isJson)
    printJson({{"archive", arguments.archive.string()},
               {"digest", toHex(report->digest)},
               {"entries", entries},
               {"present", report->presentCount}});
  else
    fmt::print("{} entries imported, {} were there; digest {}\n", report->entries.size() - report->presentCount,
               report->presentCount, toHex(report->digest));
  return 0;
}

} // namespace wasmpi
