// What wasmpi-compile does with one module for one CPU: names its entry, finds it, or makes it.
//
// It opens the compiler library through its C API as wasmpi-run does, and only when something has to be compiled; what it puts into the
// cache is what wasmpi-run would have.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cache/cache_key.h"
#include "cache/object_cache.h"
#include "codegen/compiler_api.h"
#include "tools/compile_options.h"

namespace wasmpi {

/// A module and the CPU it is compiled for.
struct CompileTask {
  std::filesystem::path module;
  std::string cpu;
  /// Of all tasks: "2 of 6".
  std::string position = {};
};

/// What became of a task.
struct CompileOutcome {
  enum class State { Compiled, Present, Missing };

  State state = State::Missing;
  CacheKey key;
  /// The entry, unless it is missing.
  std::filesystem::path entry = {};
  uint64_t functionCount = 0;
  double seconds = 0;
};

class ModuleCompiler {
public:
  using Bytes = std::vector<uint8_t>;

  /// `arguments` must outlive this. Fails if there is no compiler library whose name entries bear.
  static Expected<ModuleCompiler> create(const CompileArguments& arguments);

  /// Looks for the entry.
  Expected<CompileOutcome> check(const CompileTask& task, const ObjectCache& cache) const;
  /// Makes the entry if it is missing.
  Expected<CompileOutcome> fill(const CompileTask& task, const ObjectCache& cache) const;
  /// Compiles to text, an object or an image.
  Expected<Bytes> emit(const CompileTask& task, EmitKind kind) const;

private:
  ModuleCompiler(const CompileArguments& arguments, std::filesystem::path library, std::string identity)
      : arguments_(arguments), library_(std::move(library)), identity_(std::move(identity)) {}

  Expected<Bytes> compile(const CompileTask& task, std::span<const uint8_t> module, const Digest& key, EmitKind kind,
                          uint64_t& functionCount) const;
  CacheKey keyOf(const CompileTask& task, std::span<const uint8_t> module) const;

  const CompileArguments& arguments_;
  std::filesystem::path library_;
  std::string identity_;
};

} // namespace wasmpi
