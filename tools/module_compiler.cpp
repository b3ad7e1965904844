#include "tools/module_compiler.h"

#include <chrono>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "cache/file_lock.h"
#include "codegen/compiler_library.h"
#include "tools/module_file.h"
#include "tools/progress_bar.h"

namespace wasmpi {

namespace {

using Bytes = ModuleCompiler::Bytes;

/// What the compiler's callbacks get.
struct Listener {
  ProgressBar progress;

  static void progressed(void* self, uint64_t done, uint64_t total) {
    static_cast<Listener*>(self)->progress.update(done, total);
  }
  static void noted(void* self, const char* text) {
    static_cast<Listener*>(self)->progress.wipe();
    fmt::print(stderr, "wasmpi-compile: {}\n", text);
  }
};

/// "app.wasm for znver3 (2 of 6) ", as far as it tells anything.
std::string labelOf(const CompileTask& task) {
  if (task.position.empty())
    return "";
  return fmt::format("{}{} ({}) ", printable(task.module.filename().string(), 30),
                     task.cpu.empty() ? "" : " for " + printable(task.cpu, 20), task.position);
}

template <class Value> Expected<Value> withName(Expected<Value> value, const std::filesystem::path& module) {
  if (!value)
    value.error().message = module.string() + ": " + value.error().message;
  return value;
}

} // namespace

Expected<ModuleCompiler> ModuleCompiler::create(const CompileArguments& arguments) {
  auto library = findCompilerLibrary(arguments.compilerLibrary);
  if (!library)
    return tl::unexpected(library.error());
  auto identity = readCompilerIdentity(*library);
  if (!identity)
    return tl::unexpected(identity.error());
  return ModuleCompiler(arguments, std::move(*library), std::move(*identity));
}

CacheKey ModuleCompiler::keyOf(const CompileTask& task, std::span<const uint8_t> module) const {
  return makeCacheKey(module, identity_, arguments_.optionsFor(task.cpu));
}

Expected<CompileOutcome> ModuleCompiler::check(const CompileTask& task, const ObjectCache& cache) const {
  const auto module = readModuleFile(task.module);
  if (!module)
    return tl::unexpected(module.error());
  CacheKey key = keyOf(task, *module);
  auto path = cache.load(key);
  return CompileOutcome{.state = path ? CompileOutcome::State::Present : CompileOutcome::State::Missing,
                        .key = std::move(key),
                        .entry = path.value_or("")};
}

Expected<CompileOutcome> ModuleCompiler::fill(const CompileTask& task, const ObjectCache& cache) const {
  const auto start = std::chrono::steady_clock::now();
  const auto module = readModuleFile(task.module);
  if (!module)
    return tl::unexpected(module.error());
  CompileOutcome outcome{.state = CompileOutcome::State::Present, .key = keyOf(task, *module)};
  FileLock lock;
  auto path = cache.load(outcome.key);
  if (!path)
    path = cache.waitOrLock(outcome.key, lock);
  if (!path) {
    auto image = compile(task, *module, outcome.key.digest, EmitKind::Image, outcome.functionCount);
    if (!image)
      return tl::unexpected(image.error());
    auto stored = cache.store(outcome.key, *image);
    if (!stored)
      return tl::unexpected(stored.error());
    path = std::move(*stored);
    outcome.state = CompileOutcome::State::Compiled;
  }
  outcome.entry = std::move(*path);
  outcome.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return outcome;
}

Expected<Bytes> ModuleCompiler::emit(const CompileTask& task, EmitKind kind) const {
  const auto module = readModuleFile(task.module);
  if (!module)
    return tl::unexpected(module.error());
  uint64_t functionCount = 0;
  return compile(task, *module, keyOf(task, *module).digest, kind, functionCount);
}

Expected<Bytes> ModuleCompiler::compile(const CompileTask& task, std::span<const uint8_t> module, const Digest& key,
                                        EmitKind kind, uint64_t& functionCount) const {
  const auto api = openCompilerLibrary(library_);
  if (!api)
    return tl::unexpected(api.error());
  Listener listener{ProgressBar(labelOf(task))};
  CompileRequest request{.module = module.data(),
                         .moduleByteSize = module.size(),
                         .options = arguments_.optionsFor(task.cpu),
                         .keyDigest = {},
                         .threadCount = arguments_.threadCount,
                         .onProgress = Listener::progressed,
                         .onNote = arguments_.isVerbose ? Listener::noted : nullptr,
                         .user = &listener};
  static_assert(sizeof(request.keyDigest) == sizeof(Digest));
  std::memcpy(request.keyDigest, key.data(), key.size());
  CompileResult result;
  (*api)->compile(&request, kind, &result);
  functionCount = listener.progress.functionCount();
  Expected<Bytes> bytes;
  if (result.error) {
    Error error{result.error};
    if (result.errorOffset != SIZE_MAX)
      error.offset = result.errorOffset;
    bytes = tl::unexpected(std::move(error));
  } else {
    bytes->assign(result.bytes, result.bytes + result.byteSize);
  }
  (*api)->releaseResult(&result);
  return withName(std::move(bytes), task.module);
}

} // namespace wasmpi
