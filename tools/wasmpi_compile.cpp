// wasmpi-compile: compiles a module ahead of its runs, into the cache (on a login node, for this or
// another machine) or to a file.
//
// It opens the compiler library through its C API as wasmpi-run does; what it puts into the cache
// is what wasmpi-run would have.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <optional>
#include <string>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cache/cache_key.h"
#include "cache/object_cache.h"
#include "codegen/compiler_library.h"
#include "tools/options.h"

namespace wasmpi {
namespace {

struct CompileArguments {
  std::filesystem::path module;
  std::filesystem::path output;
  std::filesystem::path cacheDirectory;
  std::filesystem::path compilerLibrary;
  std::optional<EmitKind> emit;
  OptLevel optLevel = OptLevel::O3;
  BoundsChecks boundsChecks = BoundsChecks::Guard;
  bool noNowrap = false;
  std::string cpu, cpuFeatures, triple, features;
  uint32_t threadCount = 0;
  bool isVerbose = false;
  bool wantsVersion = false;
  bool wantsFeatures = false;
};

void describeOptions(CLI::App& app, CompileArguments& arguments) {
  static const std::map<std::string, EmitKind> kEmitKinds{{"ir", EmitKind::Ir},
                                                          {"asm", EmitKind::Assembly},
                                                          {"obj", EmitKind::Object},
                                                          {"image", EmitKind::Image}};
  static const std::map<std::string, OptLevel> kLevels{
      {"0", OptLevel::O0}, {"1", OptLevel::O1}, {"2", OptLevel::O2}, {"3", OptLevel::O3}};
  static const std::map<std::string, BoundsChecks> kBounds{{"guard", BoundsChecks::Guard},
                                                           {"explicit", BoundsChecks::Explicit}};
  app.add_option("module", arguments.module, "WebAssembly module to compile");
  app.add_option("--emit", arguments.emit,
                 "Write ir, asm, obj or image to a file instead of filling the cache")
      ->transform(CLI::CheckedTransformer(kEmitKinds).description("{ir,asm,obj,image}"));
  app.add_option("-o,--output", arguments.output, "File for --emit; - is standard output");
  app.add_option("-O", arguments.optLevel, "Optimisation level (default 3)")
      ->transform(CLI::CheckedTransformer(kLevels).description("{0,1,2,3}"));
  app.add_option("--bounds", arguments.boundsChecks,
                 "How memory accesses are checked: guard pages (default) or explicit compares")
      ->transform(CLI::CheckedTransformer(kBounds).description("{guard,explicit}"));
  app.add_flag("--no-nowrap", arguments.noNowrap,
               "Compile each loop once, as if its addresses might always wrap at 2^32");
  app.add_option("--target", arguments.triple,
                 "Target, e.g. aarch64-linux-gnu (default: this machine's)");
  app.add_option("--cpu", arguments.cpu,
                 "CPU as LLVM names it, e.g. znver3 (default: this machine's)");
  app.add_option("--cpu-features", arguments.cpuFeatures,
                 "CPU features to add or remove, e.g. +avx2,-fma");
  app.add_option("--features", arguments.features,
                 "Features of WebAssembly to switch on or off, e.g. +NAME,-NAME")
      ->check(checkFeatures);
  app.add_flag("--list-features", arguments.wantsFeatures,
               "List the features of WebAssembly, whether they are on by default, and their level");
  app.add_option("-j,--jobs", arguments.threadCount,
                 "Threads to compile with (default: all cores)");
  app.add_option("--cache-dir", arguments.cacheDirectory, "Cache to fill");
  app.add_option("--compiler", arguments.compilerLibrary,
                 "The compiler library (default: beside this program)");
  app.add_flag("--verbose", arguments.isVerbose, "Say what is done and how long it takes");
  app.add_flag("--version", arguments.wantsVersion,
               "Print the versions of wasmpi and its compiler");
}

/// A line on standard error that fills as functions are compiled; nothing where that is not a
/// terminal.
class ProgressBar {
public:
  ProgressBar() : isShown_(::isatty(STDERR_FILENO) == 1) {}
  ~ProgressBar() {
    if (isDrawn_)
      std::fputs("\r\033[K", stderr);
  }

  static void update(void* self, uint64_t done, uint64_t total) {
    static_cast<ProgressBar*>(self)->draw(done, total);
  }

private:
  void draw(uint64_t done, uint64_t total) {
    if (!isShown_ || total == 0)
      return;
    constexpr uint64_t kWidth = 40;
    const auto filled = static_cast<size_t>(done * kWidth / total);
    fmt::print(stderr, "\r[{:<{}}] {}/{} functions", std::string(filled, '='), kWidth, done, total);
    std::fflush(stderr);
    isDrawn_ = true;
  }

  bool isShown_;
  bool isDrawn_ = false;
};

double secondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int report(const std::string& message) {
  fmt::print(stderr, "wasmpi-compile: {}\n", message);
  return 1;
}

void printNote(void*, const char* text) { fmt::print(stderr, "wasmpi-compile: {}\n", text); }

const char* orNull(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

CompileOptions compileOptions(const CompileArguments& arguments) {
  return {.optLevel = arguments.optLevel,
          .boundsChecks = arguments.boundsChecks,
          .wrapChecks = !arguments.noNowrap,
          .triple = orNull(arguments.triple),
          .cpu = orNull(arguments.cpu),
          .cpuFeatures = orNull(arguments.cpuFeatures),
          .wasmFeatures = FeatureSet::parse(arguments.features)->bits()};
}

using Bytes = std::vector<uint8_t>;

Expected<Bytes> compile(const CompilerApi& api, std::span<const uint8_t> module,
                        const CompileArguments& arguments, const Digest& digest, EmitKind kind) {
  ProgressBar progress;
  CompileRequest request{.module = module.data(),
                         .moduleByteSize = module.size(),
                         .options = compileOptions(arguments),
                         .keyDigest = {},
                         .threadCount = arguments.threadCount,
                         .onProgress = ProgressBar::update,
                         .onNote = arguments.isVerbose ? printNote : nullptr,
                         .user = &progress};
  static_assert(sizeof(request.keyDigest) == sizeof(Digest));
  std::memcpy(request.keyDigest, digest.data(), digest.size());
  CompileResult result;
  api.compile(&request, kind, &result);
  Expected<Bytes> bytes;
  if (result.error) {
    Error error{arguments.module.string() + ": " + result.error};
    if (result.errorOffset != SIZE_MAX)
      error.offset = result.errorOffset;
    bytes = tl::unexpected(std::move(error));
  } else {
    bytes->assign(result.bytes, result.bytes + result.byteSize);
  }
  api.releaseResult(&result);
  return bytes;
}

Expected<void> writeFile(const std::filesystem::path& path, const Bytes& bytes) {
  std::FILE* const file = path == "-" ? stdout : std::fopen(path.c_str(), "wb");
  if (!file)
    return failure(fmt::format("cannot create {}: {}", path.string(), std::strerror(errno)));
  bool isWritten = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  isWritten = std::fflush(file) == 0 && isWritten;
  const int problem = errno;
  if (file != stdout)
    isWritten = std::fclose(file) == 0 && isWritten;
  if (!isWritten)
    return failure(fmt::format("cannot write {}: {}", path.string(), std::strerror(problem)));
  return {};
}

/// app.wasm -> app.so, in the current folder.
std::filesystem::path defaultOutput(const CompileArguments& arguments) {
  static const std::map<EmitKind, const char*> kSuffixes{{EmitKind::Ir, ".ll"},
                                                         {EmitKind::Assembly, ".s"},
                                                         {EmitKind::Object, ".o"},
                                                         {EmitKind::Image, ".so"}};
  return arguments.module.filename().replace_extension(kSuffixes.at(*arguments.emit));
}

Expected<std::string> emitFile(const CompilerApi& api, const Bytes& module,
                               const CompileArguments& arguments, const CacheKey& key) {
  auto bytes = compile(api, module, arguments, key.digest, *arguments.emit);
  if (!bytes)
    return tl::unexpected(bytes.error());
  const auto path = arguments.output.empty() ? defaultOutput(arguments) : arguments.output;
  if (auto done = writeFile(path, *bytes); !done)
    return tl::unexpected(done.error());
  return path.string();
}

Expected<std::string> fillCache(const std::filesystem::path& library, const Bytes& module,
                                const CompileArguments& arguments, const CacheKey& key) {
  auto options = ObjectCache::optionsFromEnvironment(arguments.cacheDirectory);
  options.onWarning = [](std::string_view text) {
    fmt::print(stderr, "wasmpi-compile: warning: {}\n", text);
  };
  const ObjectCache cache(std::move(options));
  if (const auto path = cache.load(key))
    return path->string() + " (was there)";
  FileLock lock;
  if (const auto path = cache.waitOrLock(key, lock))
    return path->string() + " (was there)";
  auto api = openCompilerLibrary(library);
  if (!api)
    return tl::unexpected(api.error());
  auto image = compile(**api, module, arguments, key.digest, EmitKind::Image);
  if (!image)
    return tl::unexpected(image.error());
  auto path = cache.store(key, *image);
  if (!path)
    return tl::unexpected(path.error());
  return path->string();
}

Expected<std::string> run(const CompileArguments& arguments) {
  auto module = readModuleFile(arguments.module);
  if (!module)
    return tl::unexpected(module.error());
  const auto library = findCompilerLibrary(arguments.compilerLibrary);
  if (!library)
    return tl::unexpected(library.error());
  const auto identity = readCompilerIdentity(*library);
  if (!identity)
    return tl::unexpected(identity.error());
  const CacheKey key = makeCacheKey(*module, *identity, compileOptions(arguments));
  if (!arguments.emit)
    return fillCache(*library, *module, arguments, key);
  auto api = openCompilerLibrary(*library);
  if (!api)
    return tl::unexpected(api.error());
  return emitFile(**api, *module, arguments, key);
}

int printVersion(const CompileArguments& arguments) {
  fmt::print("{}\n", versionText("wasmpi-compile"));
  const auto library = findCompilerLibrary(arguments.compilerLibrary);
  if (!library)
    return report(library.error().text());
  const auto api = openCompilerLibrary(*library);
  if (!api)
    return report(api.error().text());
  fmt::print("compiler: {}\n{}, host CPU {}\n", library->string(), (*api)->llvmVersion(),
             (*api)->hostCpu());
  return 0;
}

int printFeatures() {
  for (const FeatureRow& row : featureRows())
    fmt::print("{:<20} {:<4} {:<9} {}\n", row.name, row.isDefault ? "on" : "off", row.level,
               row.help);
  return 0;
}

int compileMain(int argc, char** argv) {
  CompileArguments arguments;
  CLI::App app(
      "Compiles a WebAssembly module ahead of its runs: into the cache, or with --emit to a file.",
      "wasmpi-compile");
  describeOptions(app, arguments);
  CLI11_PARSE(app, argc, argv);
  if (arguments.wantsVersion)
    return printVersion(arguments);
  if (arguments.wantsFeatures)
    return printFeatures();
  if (arguments.module.empty())
    return report("no module given; see --help");
  if (!arguments.output.empty() && !arguments.emit)
    return report("-o needs --emit=ir|asm|obj|image");
  const auto start = std::chrono::steady_clock::now();
  const auto result = run(arguments);
  if (!result)
    return report(result.error().text());
  if (arguments.isVerbose)
    fmt::print(stderr, "wasmpi-compile: {} -> {} in {:.3f} s\n", arguments.module.string(), *result,
               secondsSince(start));
  return 0;
}

} // namespace
} // namespace wasmpi

int main(int argc, char** argv) { return wasmpi::compileMain(argc, argv); }
