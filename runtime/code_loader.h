// From a parsed module to its native code: out of the cache, or out of the compiler, into the cache or into memory.
#pragma once

#include <memory>

#include "cache/cache_key.h"
#include "cache/job_cache.h"
#include "cache/object_cache.h"
#include "frontend/error.h"
#include "runtime/code_image.h"
#include "runtime/engine.h"

namespace wasmpi {

class CodeLoader {
public:
  /// `regions` and `libcalls` must outlive the loader.
  CodeLoader(const EngineOptions& options, GuestRegions& regions, Libcalls& libcalls);

  /// Fills in module.code and the times and the path of module.report.
  Expected<void> load(LoadedModule& module);

  /// As Engine::meetJob.
  void meetJob(JobRanks& ranks);

private:
  using Image = Expected<std::unique_ptr<CodeImage>>;

  Expected<CacheKey> keyOf(const Module& module) const;
  Image loadCached(LoadedModule& module, const CacheKey& key);
  /// Opens an entry for another CPU that runs on this one. Null: there is none.
  std::unique_ptr<CodeImage> loadCompatible(LoadedModule& module, const CacheKey& key);
  /// Whether a module that is in no cache runs at the baseline level.
  bool startsAtBaseline(const LoadedModule& module) const;
  /// Loads code of the baseline level in place of the key's, and says that better is wanted.
  Image loadBaseline(LoadedModule& module, const CacheKey& key);
  Image compileAndStore(LoadedModule& module, const CacheKey& key);
  /// Gets the image from the ranks of the job, or makes it with them. Null: the process is on its own.
  Image loadFromJob(LoadedModule& module, const CacheKey& key);
  JobCompiler jobCompiler(LoadedModule& module, const CacheKey& key) const;
  Image compileInMemory(LoadedModule& module);
  /// Opens a cache entry; nullptr if it is none that can be used, which has been said.
  std::unique_ptr<CodeImage> openEntry(const std::filesystem::path& path, LoadedModule& module,
                                       const CacheKey& key);
  /// Opens a cache entry that must not be executed where it lies.
  Image openCopy(const std::filesystem::path& path, const LoadedModule& module,
                 const CacheKey& key) const;
  CodeImageContext contextOf(const LoadedModule& module, const Digest& key) const;
  CompileOptions compileOptions() const;
  CompileRequest requestFor(LoadedModule& module, const Digest& key) const;
  void notice(std::string_view text) const;

  const EngineOptions& options_;
  /// Of the code that is looked for, at most the options'.
  OptLevel level_ = OptLevel::O3;
  GuestRegions& regions_;
  Libcalls& libcalls_;
  /// Found at the first load.
  std::filesystem::path compilerPath_;
  ObjectCache cache_;
  CacheMode cacheMode_ = CacheMode::Automatic;

  /// What this rank says when the job meets.
  struct JobRole {
    LoadedModule* module;
    CacheKey key;
    JobNeed need;
    /// What it got.
    Expected<std::optional<JobImage>> image = std::nullopt;
  };
  std::optional<JobRole> role_;
};

} // namespace wasmpi
