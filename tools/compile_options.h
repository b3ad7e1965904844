// The command line of wasmpi-compile.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cache/prune.h"
#include "codegen/compiler_api.h"

namespace wasmpi {

struct CompileArguments {
  enum class Action { Compile, Emit, Check, List, Prune, Verify, Export, Import, Version, Features };

  Action action = Action::Compile;
  std::vector<std::filesystem::path> modules;
  /// LLVM's names, "native", or one empty text: what the target has by default.
  std::vector<std::string> cpus = {""};
  std::string cpuFeatures, triple;
  /// Of WebAssembly, checked.
  std::string features;
  OptLevel optLevel = OptLevel::O3;
  BoundsChecks boundsChecks = BoundsChecks::Guard;
  /// See CompileOptions.
  bool wrapChecks = true;
  bool contractsFp = false;
  /// 0: one for each core.
  uint32_t threadCount = 0;
  std::filesystem::path cacheDirectory, compilerLibrary;
  /// For Emit.
  EmitKind emit = EmitKind::Image;
  std::filesystem::path output;
  PruneLimits limits;
  /// For Export and Import.
  std::filesystem::path archive;
  /// For Import: hexadecimal, or empty.
  std::string expectedDigest;
  bool isJson = false;
  bool isVerbose = false;

  /// For one of the CPUs. Refers to texts of these arguments and to `cpu`.
  CompileOptions optionsFor(const std::string& cpu) const;
  /// The file that Emit writes for a module: `output`, or app.wasm -> app.so, app.ll and so on in the current folder.
  std::filesystem::path outputFor(const std::filesystem::path& module) const;
};

/// Reads the command line. Prints help or what is wrong, and ends the process (with 2 if something is), where there is nothing to do.
CompileArguments parseCompileArguments(int argc, char** argv);

/// "90s", "15m", "12h", "7d", "4w", "3600": a time, in seconds without a unit.
Expected<std::chrono::seconds> parseDuration(const std::string& text);

} // namespace wasmpi
