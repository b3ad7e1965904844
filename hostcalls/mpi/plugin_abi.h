// The border between wasmpi-run and an MPI plugin: one entry point, a table of services, a host
// module.
//
// A plugin is compiled against one <mpi.h> and opened at run time. It must not contain a second
// copy of the runtime (whose thread-locals hold the Activations), so everything it needs of it
// comes as PluginServices; of runtime/ and frontend/ it uses only what is inline in their headers.
// Both sides are built from the same sources: kPluginVersion guards against a mixture.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "cache/job_ranks.h"
#include "hostcalls/wasi/guest_files.h"
#include "runtime/call.h"
#include "runtime/guest_memory.h"
#include "runtime/host_module.h"
#include "runtime/instance.h"
#include "runtime/trap.h"

namespace wasmpi::mpi {

class Launcher;

/// Raised with any change of PluginServices, MpiHostModule or of a runtime type they name.
inline constexpr uint32_t kPluginVersion = 5;

/// Functions of the runtime for a plugin. They may be called from hostcalls and from callbacks of
/// the MPI library.
struct PluginServices {
  uint32_t version;
  uint32_t byteSize;

  /// wasmpi::raiseTrap; does not return.
  void (*raiseTrap)(Trap&& trap);
  /// Ends the process because of a trap or exit while native MPI frames lie between the guest and
  /// its caller, so that nothing may be unwound: reports the trap, ends the job. Gets `user`; does
  /// not return.
  void (*endProcess)(void* user, Trap&& trap);
  void* user;

  /// wasmpi::findCallback.
  Result<GuestFunction> (*findCallback)(Instance& instance, uint32_t index,
                                        const FunctionType& type, std::string_view what);
  /// An exported function of exactly this type, else a trap that says what is missing.
  Result<GuestFunction> (*findExport)(Instance& instance, std::string_view name,
                                      const FunctionType& type);
  /// wasmpi::callGuest.
  Result<void> (*callGuest)(const GuestFunction& function, const FunctionType& type,
                            std::span<uint64_t> values);
  /// Instance::guestMemory.
  GuestMemory (*guestMemory)(Instance& instance);
  /// Grows the guest's memory by at least `byteSize` bytes; returns the address of the new part,
  /// which is the caller's alone.
  Result<uint32_t> (*growMemory)(Instance& instance, uint64_t byteSize);
  /// Starts programs and reaches other jobs (launcher.h); null if the guest must not.
  Launcher* launcher;
  /// How large the guest's memory can become: nothing but it ever lies in that many bytes from its
  /// base on.
  uint64_t (*reservedMemory)(Instance& instance);
  /// LinearMemory::mapShared and mapPrivate of the guest's memory.
  Expected<void> (*mapShared)(Instance& instance, uint64_t address, uint64_t byteSize, int file);
  Expected<void> (*mapPrivate)(Instance& instance, uint64_t address, uint64_t byteSize);
  /// Puts the runtime's fault handlers back in place, should the MPI library have installed its
  /// own.
  void (*restoreSignalHandlers)();
  /// Lets the ranks of the job share native code, once MPI is initialised. Gets `user`. Collective over `ranks`, which are all of them.
  void (*meetJob)(void* user, JobRanks& ranks);

  /// The guest's files; null if it has none.
  wasi::GuestFiles* files;
};

/// The MPI functions of one instance, over one MPI library.
class MpiHostModule : public HostModule {
public:
  /// Whether MPI_Abort may be called: initialised and not finalised.
  virtual bool isActive() const = 0;
  /// Rank in MPI_COMM_WORLD while MPI is active.
  virtual std::optional<int> rank() const = 0;
  /// Ends the whole job through MPI_Abort on MPI_COMM_WORLD if MPI is active; otherwise, or if that
  /// returns, does nothing.
  virtual void abort(int code) = 0;
  /// Initialises MPI before the guest does, so that the ranks can meet; `takesThreadLevel` if the guest may call MPI_Init_thread. For the
  /// guest MPI stays uninitialised.
  virtual Expected<void> startJob(bool takesThreadLevel) = 0;
  /// For a guest that has ended with `status` without having called MPI_Init: meets the ranks that may wait for this one, and finalises
  /// MPI. Does nothing for one that has failed, unless it has used MPI by sessions and ended them.
  virtual void endJob(int status) = 0;
};

/// Exported by every plugin as kPluginEntry. Returns a new module owned by the caller, or null if
/// the versions differ; the services must outlive it. The library stays loaded for the rest of the
/// process.
using PluginEntry = MpiHostModule*(const PluginServices* services);
inline constexpr char kPluginEntry[] = "wasmpiMpiPlugin";

} // namespace wasmpi::mpi
