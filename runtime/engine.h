// The embedder's entry: an Engine loads modules (through the cache, the compiler, or ORC) and instantiates them.
//
//   auto engine = Engine::create({.optLevel = OptLevel::O3});
//   auto module = engine->load(bytes);
//   auto instance = engine->instantiate(**module, imports);
//
// The Engine owns everything it made; it is used from one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/compiler_api.h"
#include "frontend/error.h"
#include "frontend/limits.h"
#include "runtime/instance.h"

namespace wasmpi {

class HostModule;
class JobRanks;

/// Of the code that a cold run makes do with if time counts more: made in a fraction of the time that the full optimiser takes.
inline constexpr OptLevel kBaselineLevel = OptLevel::O0;

struct EngineOptions {
  OptLevel optLevel = OptLevel::O3;
  /// Guard falls back to Explicit, with a notice, where the address space is limited (ulimit -v).
  BoundsChecks boundsChecks = BoundsChecks::Guard;
  /// See CompileOptions.
  bool wrapChecks = true;
  bool contractsFp = false;
  /// See CompileOptions; instances of such an Engine get imports from host modules only.
  bool tablesArePrivate = false;
  /// One of runnableCommonCpus(), or "native"; code is for it and no other. Empty: this machine's, or, where that is in no cache, what the
  /// caches have for another CPU and this machine can run (cache/compatible_entries.h).
  std::string cpu = {};
  /// What modules may use.
  FeatureSet features = {};
  /// False: compile into memory through ORC; nothing is read from or written to a cache.
  bool useCache = true;
  /// Empty: $WASMPI_CACHE_DIR, else $XDG_CACHE_HOME/wasmpi, else ~/.cache/wasmpi.
  std::filesystem::path cacheDirectory = {};
  /// Empty: found beside the running program's library directory.
  std::filesystem::path compilerLibrary = {};
  /// Upper bounds in bytes of a memory with 32-bit and of one with 64-bit addresses, whatever the module asks for; all memories together
  /// get no more than the larger of the two.
  uint64_t maxMemoryByteSize = 4ull << 30;
  uint64_t maxMemory64ByteSize = kMaxMemory64ByteSize;
  /// Gets warnings and notices, one line each without a newline.
  std::function<void(std::string_view)> onNotice = {};
  /// Asked when a module is in no cache. If the process belongs to a job whose ranks can meet, starts that job, calls Engine::meetJob from
  /// within, and returns true; otherwise returns false. Null: the process is on its own.
  std::function<Expected<bool>(const Module&)> startJob = {};
  /// Asked when a module is in no cache: whether code of kBaselineLevel will do for this run. Null: it will not.
  std::function<bool(const Module&)> startsAtBaseline = {};
  /// Told, once that code is ready, how the code that was asked for is made, unless another process is making it already.
  std::function<void(const CompileOptions&)> completeLater = {};
};

/// How a module was made ready, for --verbose.
struct LoadReport {
  bool wasCached = false;
  /// Whether the ranks of the job made its native code together, or one gave it to the others.
  bool isOfJob = false;
  double parseSeconds = 0, lookupSeconds = 0, compileSeconds = 0, openSeconds = 0;
  std::string imagePath = {};
  /// What the caches and the compiler had to tell, a line each.
  std::vector<std::string> notes = {};
};

/// A parsed module with its native code. `bytes` given to load must outlive the engine.
struct LoadedModule {
  Module module;
  /// Canonical ids, in the engine, of the module's types.
  std::vector<uint32_t> typeIds;
  std::unique_ptr<CodeImage> code;
  LoadReport report;
  ~LoadedModule();
};

/// Resolves imports that no HostModule answers, e.g. exports of other instances.
using ImportResolver =
    std::function<std::optional<Extern>(std::string_view module, std::string_view name)>;

struct ImportSources {
  std::span<HostModule* const> hostModules = {};
  ImportResolver resolver = {};
};

/// Instantiation fails either before anything ran (Error: imports, host resources), or by a trap of a segment or the start function.
using InstantiationFailure = std::variant<Error, Trap>;

class Engine {
public:
  static Expected<std::unique_ptr<Engine>> create(EngineOptions options);
  ~Engine();

  /// Parses, and gets native code from the cache or the compiler.
  Expected<LoadedModule*> load(std::span<const uint8_t> bytes);

  /// Lets the ranks of the job share the native code of the module loaded last, or being loaded. Collective: every rank calls it once, when
  /// it has joined the job.
  void meetJob(JobRanks& ranks);

  /// Matches imports by name and type, allocates, runs segments and the start function. All missing or ill-typed imports are listed in one
  /// message.
  tl::expected<Instance*, InstantiationFailure> instantiate(LoadedModule& module,
                                                            const ImportSources& imports);

private:
  explicit Engine(EngineOptions options);
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace wasmpi
