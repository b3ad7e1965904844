// The command line of wasmpi-run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "codegen/compiler_api.h"
#include "frontend/features.h"
#include "frontend/limits.h"
#include "hostcalls/wasi/wasi_context.h"

namespace wasmpi {

/// What a run does that finds no code in the cache. Full: compiles at the level asked for, and runs that. Baseline: compiles at
/// kBaselineLevel. Auto: likewise if somebody waits for it, and has the full code made behind the guest's back.
enum class Tier : uint8_t { Full, Baseline, Auto };

struct RunOptions {
  std::filesystem::path module;
  /// What precedes the module: the options as they were given.
  std::vector<std::string> ownArguments;
  /// What follows the module: the guest's argv without its name.
  std::vector<std::string> guestArguments;
  std::vector<wasi::Preopen> preopens;
  /// What --listen gave, in order.
  std::vector<std::string> listeners;
  /// "NAME=VALUE" each.
  std::vector<std::string> environment;
  /// "openmpi", "mpich", "none"; empty: see hostcalls/mpi/plugin_loader.h.
  std::string mpi;
  std::filesystem::path cacheDirectory;
  bool useCache = true;
  OptLevel optLevel = OptLevel::O3;
  Tier tier = Tier::Full;
  /// See CompileOptions.
  bool wrapChecks = true;
  bool contractsFp = false;
  /// As in EngineOptions.
  std::string cpu;
  /// Of WebAssembly, that the module may use.
  FeatureSet features;
  /// As in EngineOptions.
  uint64_t maxMemoryByteSize = 2ull << 30;
  uint64_t maxMemory64ByteSize = kMaxMemory64ByteSize;
  uint64_t stackByteSize = 8ull << 20;
  /// Whether the guest may start programs and reach other jobs.
  bool allowsSpawn = false;
  /// Whether even what it costs speed to keep the guest from is kept from it.
  bool isUntrusted = false;
  bool isVerbose = false;
};

/// Reads the command line. Prints help, version or what is wrong, and ends the process, where there is nothing to run.
RunOptions parseRunOptions(int argc, char** argv);

} // namespace wasmpi
