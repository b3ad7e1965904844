// The command line of wasmpi-run, and what the two programs share of theirs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/compiler_api.h"
#include "frontend/error.h"
#include "frontend/limits.h"
#include "hostcalls/wasi/wasi_context.h"

namespace CLI {
class App;
} // namespace CLI

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

/// Has CLI11 read a command line. Prints help, version or what is wrong, and ends the process, unless there is something to do.
void parseCommandLine(CLI::App& app, int argc, char** argv);

/// Refuses --name= without a value, for which CLI11 would take the next argument.
void refuseEmptyAssignments(const CLI::App& app, std::span<char* const> arguments);

/// Says what is wrong with a program's command line and ends the process with status 2.
[[noreturn]] void refuse(const CLI::App& app, std::string_view message);

/// Declares --cache-dir, the same for all programs.
void declareCacheDirectory(CLI::App& app, std::filesystem::path& directory);

/// CLI11 checks: empty, or what is wrong with the text.
std::string checkGiven(const std::string& text);
std::string checkFeatures(const std::string& text);
std::string checkByteSize(const std::string& text);

/// "64M", "2G", "4096": a size in bytes with an optional power-of-two suffix K, M, G.
Expected<uint64_t> parseByteSize(const std::string& text);

/// Reads a module file whole. The error names the file and the cause.
Expected<std::vector<uint8_t>> readModuleFile(const std::filesystem::path& path);

/// "wasmpi-run 0.1.0 (LLVM 22 code generator, image ABI 1)".
std::string versionText(const std::string& program);

} // namespace wasmpi
