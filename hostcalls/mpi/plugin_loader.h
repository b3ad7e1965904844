// Chooses an MPI library, opens it and the plugin that was compiled against it. No MPI header is
// needed here.
//
// The library is opened first with RTLD_GLOBAL, then the plugin with RTLD_LOCAL: the plugin has no
// DT_NEEDED entry for MPI, since one MPI has different sonames at different sites.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "frontend/error.h"
#include "frontend/module.h"
#include "hostcalls/mpi/plugin_abi.h"

namespace wasmpi::mpi {

struct PluginOptions {
  /// "openmpi", "mpich", "none"; empty: $WASMPI_MPI, else the launcher's environment, else Open
  /// MPI. $WASMPI_MPI_LIB names the library's file, of the same family.
  std::string library = {};
  /// Where libwasmpi-<library>.so lies; empty: beside the running program, or in its ../lib or
  /// ../lib/wasmpi.
  std::filesystem::path pluginDirectory = {};
  /// The files MPI-IO may use; null: none. Must outlive the plugin.
  wasi::GuestFiles* files = nullptr;
  /// Whether Open MPI is told to copy messages instead of fetching large ones (README.md, "Known
  /// limits").
  bool copiesMessages = true;
  /// Called with a trap or exit of a callback that native MPI frames keep from being unwound.
  /// Reports it and ends the process; must not return. The module's abort() may be used in it.
  /// Default: text on stderr, then MPI_Abort.
  std::function<void(Trap&&)> endProcess = {};
  /// Lets the guest start programs and reach other jobs; null: it must not. Must outlive the
  /// plugin.
  Launcher* launcher = nullptr;
  /// Called once when MPI is initialised in a job of several ranks; collective. Default: nothing.
  std::function<void(JobRanks&)> meetJob = {};
};

/// Whether the module imports MPI functions: anything from "mpi", or MPI_* from "env" (the older
/// MPIWasm ABI).
bool importsMpi(const Module& module);

/// Whether the module imports the function from MPI.
bool importsMpiFunction(const Module& module, std::string_view name);

/// Whether a launcher has started this process as one of several, as far as its environment says.
bool isRankOfJob();

/// A loaded plugin and its module; may be destroyed at any time after the guest's last call.
class Plugin {
public:
  /// Opens what `options` choose. "none" is an error here: call it only for a module that imports
  /// MPI.
  static Expected<std::unique_ptr<Plugin>> load(PluginOptions options);
  ~Plugin();

  MpiHostModule& module() { return *module_; }
  /// "openmpi" or "mpich", and the file of the MPI library that was opened.
  const std::string& library() const { return library_; }
  const std::string& libraryFile() const { return libraryFile_; }

private:
  /// Exit status of a process that ended by a trap, as of one that was aborted by a signal.
  static constexpr int kTrapStatus = 134;

  Plugin() = default;
  static void endProcess(void* self, Trap&& trap);
  static void meetJob(void* self, JobRanks& ranks);

  PluginOptions options_;
  PluginServices services_ = {};
  std::string library_;
  std::string libraryFile_;
  std::unique_ptr<MpiHostModule> module_;
};

} // namespace wasmpi::mpi
