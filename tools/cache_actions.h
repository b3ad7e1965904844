// What wasmpi-compile does to a cache as a whole: list, prune, verify, export, import. Reports as text or JSON on standard output.
#pragma once

#include <vector>

#include "cache/cache_contents.h"
#include "cache/object_cache.h"
#include "tools/compile_options.h"

namespace wasmpi {

/// Exit status of --check and --verify for "no".
inline constexpr int kNegativeAnswer = 3;

/// Each returns the exit status, 0, 1 or kNegativeAnswer; an Error is for the caller to print.
Expected<int> listCache(const CompileArguments& arguments, const ObjectCache& cache);
Expected<int> pruneCacheByArguments(const CompileArguments& arguments, const ObjectCache& cache);
Expected<int> verifyCache(const CompileArguments& arguments, const ObjectCache& cache);
/// Exports these entries.
Expected<int> exportEntriesByArguments(const CompileArguments& arguments, const std::vector<CacheEntry>& entries);
/// Exports all entries of the user's own cache; fails if there are none.
Expected<int> exportCache(const CompileArguments& arguments, const ObjectCache& cache);
Expected<int> importCache(const CompileArguments& arguments, const ObjectCache& cache);

} // namespace wasmpi
