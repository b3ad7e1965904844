// The ways to native code, and what happens when one is barred.
#include "runtime/code_loader.h"

#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sys/statvfs.h>

#include "codegen/compiler_library.h"

namespace wasmpi {

namespace {

namespace fs = std::filesystem;

/// Adds the time of its scope to a figure of the report.
class Stopwatch {
public:
  explicit Stopwatch(double& seconds) : seconds_(seconds) {}
  ~Stopwatch() {
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

private:
  double& seconds_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

bool isOnNoExecMount(const fs::path& path) {
  struct statvfs status = {};
  return statvfs(path.c_str(), &status) == 0 && (status.f_flag & ST_NOEXEC) != 0;
}

/// The compiler's message, with where it points to.
tl::unexpected<Error> compilerFailure(const char* message, size_t offset) {
  if (offset == SIZE_MAX)
    return failure(message);
  return failure(message, offset);
}

/// What CompilerApi::compile returned, released at the end of the scope.
struct Compilation {
  explicit Compilation(const CompilerApi* compiler) : api(compiler) {}
  ~Compilation() { api->releaseResult(&result); }
  Compilation(const Compilation&) = delete;
  Compilation& operator=(const Compilation&) = delete;

  const CompilerApi* api;
  CompileResult result = {};
};

/// Keeps the compiler's notes in the module's report.
void keepNote(void* report, const char* text) {
  static_cast<LoadReport*>(report)->notes.emplace_back(text);
}

ObjectCache::Options cacheOptions(const EngineOptions& options) {
  ObjectCache::Options result = ObjectCache::optionsFromEnvironment(options.cacheDirectory);
  result.onWarning = options.onNotice;
  return result;
}

} // namespace

CodeLoader::CodeLoader(const EngineOptions& options, GuestRegions& regions, Libcalls& libcalls)
    : options_(options), regions_(regions), libcalls_(libcalls), cache_(cacheOptions(options)) {}

void CodeLoader::notice(std::string_view text) const {
  if (options_.onNotice)
    options_.onNotice(text);
}

CodeImageContext CodeLoader::contextOf(const LoadedModule& module, const Digest& key) const {
  return {.module = module.module, .key = key, .regions = regions_, .libcalls = libcalls_};
}

CompileOptions CodeLoader::compileOptions() const {
  return {.optLevel = level_,
          .boundsChecks = options_.boundsChecks,
          .wrapChecks = options_.wrapChecks,
          .contractsFp = options_.contractsFp,
          .tablesArePrivate = options_.tablesArePrivate,
          .cpu = options_.cpu.empty() ? nullptr : options_.cpu.c_str(),
          .wasmFeatures = options_.features.bits()};
}

CompileRequest CodeLoader::requestFor(LoadedModule& module, const Digest& key) const {
  CompileRequest request = {};
  request.module = module.module.bytes.data();
  request.moduleByteSize = module.module.bytes.size();
  request.options = compileOptions();
  std::memcpy(request.keyDigest, key.data(), sizeof request.keyDigest);
  request.onNote = keepNote;
  request.user = &module.report;
  return request;
}

Expected<void> CodeLoader::load(LoadedModule& module) {
  if (compilerPath_.empty()) {
    auto path = findCompilerLibrary(options_.compilerLibrary);
    if (!path)
      return tl::unexpected(std::move(path.error()));
    compilerPath_ = std::move(*path);
  }
  level_ = options_.optLevel;
  Image image = nullptr;
  if (!options_.useCache) {
    if (startsAtBaseline(module))
      level_ = kBaselineLevel;
    image = compileInMemory(module);
  } else {
    const auto key = keyOf(module.module);
    if (!key)
      return tl::unexpected(key.error());
    const auto mode = cacheModeFromEnvironment();
    if (!mode)
      return tl::unexpected(mode.error());
    cacheMode_ = *mode;
    image = loadCached(module, *key);
  }
  if (!image)
    return tl::unexpected(std::move(image.error()));
  module.code = std::move(*image);
  return {};
}

Expected<CacheKey> CodeLoader::keyOf(const Module& module) const {
  const auto identity = readCompilerIdentity(compilerPath_);
  if (!identity)
    return tl::unexpected(identity.error());
  return makeCacheKey(module.bytes, *identity, compileOptions());
}

CodeLoader::Image CodeLoader::loadCached(LoadedModule& module, const CacheKey& key) {
  role_.emplace(JobRole{.module = &module, .key = key, .need = JobNeed::None});
  std::optional<fs::path> path;
  {
    const Stopwatch watch(module.report.lookupSeconds);
    path = cache_.load(key);
  }
  FileLock lock;
  if (!path) {
    // Whoever names a CPU wants its code and no other.
    if (auto compatible = options_.cpu.empty() ? loadCompatible(module, key) : nullptr)
      return compatible;
    if (startsAtBaseline(module))
      return loadBaseline(module, key);
    auto image = loadFromJob(module, key);
    if (!image || *image)
      return image;
    const Stopwatch watch(module.report.lookupSeconds);
    path = cache_.waitOrLock(key, lock);
  }
  if (path) {
    if (auto image = openEntry(*path, module, key)) {
      module.report.wasCached = true;
      return image;
    }
  }
  return compileAndStore(module, key);
}

std::unique_ptr<CodeImage> CodeLoader::loadCompatible(LoadedModule& module, const CacheKey& key) {
  std::optional<CompatibleEntry> entry;
  {
    const Stopwatch watch(module.report.lookupSeconds);
    entry = cache_.loadCompatible(key, module.report.notes);
  }
  auto image = entry ? openEntry(entry->path, module, entry->key) : nullptr;
  module.report.wasCached = image != nullptr;
  return image;
}

bool CodeLoader::startsAtBaseline(const LoadedModule& module) const {
  return level_ > kBaselineLevel && options_.startsAtBaseline &&
         options_.startsAtBaseline(module.module);
}

CodeLoader::Image CodeLoader::loadBaseline(LoadedModule& module, const CacheKey& key) {
  const CompileOptions wanted = compileOptions();
  level_ = kBaselineLevel;
  const auto baselineKey = keyOf(module.module);
  if (!baselineKey)
    return tl::unexpected(baselineKey.error());
  auto image = loadCached(module, *baselineKey);
  if (!image || !options_.completeLater)
    return image;
  if (cache_.isBeingMade(key))
    module.report.notes.emplace_back("tier: another process is making the full code");
  else
    options_.completeLater(wanted);
  return image;
}

CodeLoader::Image CodeLoader::loadFromJob(LoadedModule& module, const CacheKey& key) {
  if (!options_.startJob || cacheMode_ == CacheMode::Private)
    return nullptr;
  role_->need = JobNeed::Image;
  const auto isOfJob = options_.startJob(module.module);
  role_->need = JobNeed::None;
  if (!isOfJob)
    return tl::unexpected(isOfJob.error());
  if (!*isOfJob)
    return nullptr;
  auto& got = role_->image;
  if (!got)
    return tl::unexpected(std::move(got.error()));
  if (!*got)
    return nullptr;
  module.report.isOfJob = true;
  if (const auto* path = std::get_if<fs::path>(&**got))
    return openEntry(*path, module, key);
  const Stopwatch watch(module.report.openSeconds);
  return CodeImage::openBytes(std::as_bytes(std::span(std::get<JobRanks::Bytes>(**got))),
                              contextOf(module, key.digest));
}

JobCompiler CodeLoader::jobCompiler(LoadedModule& module, const CacheKey& key) const {
  // Both on the rank that is asked only, which thereby opens the compiler.
  const auto run = [this, &module, &key](auto&& compile) -> Expected<JobRanks::Bytes> {
    const auto api = openCompilerLibrary(compilerPath_);
    if (!api)
      return tl::unexpected(api.error());
    Compilation compilation(*api);
    CompileResult& result = compilation.result;
    const Stopwatch watch(module.report.compileSeconds);
    const CompileRequest request = requestFor(module, key.digest);
    compile(**api, request, &result);
    if (result.error != nullptr)
      return compilerFailure(result.error, result.errorOffset);
    return JobRanks::Bytes(result.bytes, result.bytes + result.byteSize);
  };
  return {.moduleByteSize = module.module.bytes.size(),
          .compileShare =
              [run](unsigned index, unsigned count) {
                return run([&](const CompilerApi& api, const CompileRequest& request,
                               CompileResult* result) {
                  api.compileShare(&request, index, count, result);
                });
              },
          .link =
              [run](const std::vector<JobRanks::Bytes>& shares) {
                return run([&](const CompilerApi& api, const CompileRequest& request,
                               CompileResult* result) {
                  std::vector<CompileShare> parts;
                  for (const JobRanks::Bytes& share : shares)
                    parts.push_back({share.data(), share.size()});
                  api.linkShares(&request, parts.data(), parts.size(), result);
                });
              }};
}

void CodeLoader::meetJob(JobRanks& ranks) {
  if (!role_) // code in memory: it belongs to this process
    role_.emplace(JobRole{.module = nullptr, .key = {}, .need = JobNeed::Apart});
  JobRole& role = *role_;
  const JobCache job(cache_, {.mode = cacheMode_,
                              .onNote =
                                  [&](std::string_view note) {
                                    if (role.module != nullptr)
                                      role.module->report.notes.emplace_back(note);
                                  },
                              .onWarning = options_.onNotice});
  const JobNeed need = cacheMode_ == CacheMode::Private ? JobNeed::Apart : role.need;
  const JobCompiler compiler = role.module != nullptr ? jobCompiler(*role.module, role.key) : JobCompiler{};
  role.image = job.meet(ranks, role.key, need, compiler);
}

std::unique_ptr<CodeImage> CodeLoader::openEntry(const fs::path& path, LoadedModule& module,
                                                 const CacheKey& key) {
  const Stopwatch watch(module.report.openSeconds);
  auto image = CodeImage::open(path, contextOf(module, key.digest));
  // A file system may be mounted so that nothing on it is executed; a copy in memory is still better than compiling.
  if (!image && isOnNoExecMount(path))
    image = openCopy(path, module, key);
  if (!image) {
    notice(fmt::format("{}; compiling instead", image.error().message));
    return nullptr;
  }
  module.report.imagePath = path.string();
  return std::move(*image);
}

CodeLoader::Image CodeLoader::openCopy(const fs::path& path, const LoadedModule& module,
                                       const CacheKey& key) const {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  return CodeImage::openBytes(std::as_bytes(std::span(bytes)), contextOf(module, key.digest));
}

CodeLoader::Image CodeLoader::compileAndStore(LoadedModule& module, const CacheKey& key) {
  const auto api = openCompilerLibrary(compilerPath_);
  if (!api)
    return tl::unexpected(api.error());
  Compilation compilation(*api);
  const CompileResult& result = compilation.result;
  {
    const Stopwatch watch(module.report.compileSeconds);
    const CompileRequest request = requestFor(module, key.digest);
    (*api)->compile(&request, EmitKind::Image, &compilation.result);
  }
  if (result.error != nullptr)
    return compilerFailure(result.error, result.errorOffset);
  const auto bytes = std::as_bytes(std::span(result.bytes, result.byteSize));
  const auto path = cache_.store(key, {result.bytes, result.byteSize});
  if (path) {
    if (auto image = openEntry(*path, module, key))
      return image;
  } else {
    notice(fmt::format("native code is not kept: {}", path.error().message));
  }
  const Stopwatch watch(module.report.openSeconds);
  return CodeImage::openBytes(bytes, contextOf(module, key.digest));
}

CodeLoader::Image CodeLoader::compileInMemory(LoadedModule& module) {
  const auto api = openCompilerLibrary(compilerPath_);
  if (!api)
    return tl::unexpected(api.error());
  constexpr Digest kNoKey = {}; // nothing is looked up by it
  JitCode code = {};
  {
    const Stopwatch watch(module.report.compileSeconds);
    const CompileRequest request = requestFor(module, kNoKey);
    (*api)->compileInMemory(&request, &code);
  }
  if (code.error != nullptr) {
    auto error = compilerFailure(code.error, code.errorOffset);
    (*api)->releaseJit(&code);
    return error;
  }
  const Stopwatch watch(module.report.openSeconds);
  return CodeImage::adopt(code, **api, contextOf(module, kNoKey));
}

} // namespace wasmpi
