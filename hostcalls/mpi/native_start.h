// Starting the native MPI library: when the guest calls MPI_Init, or before that, so that the ranks of a job can share native code.
//
// What the guest sees of MPI is the same in both cases: until it calls MPI_Init itself, MPI is not initialised for it.
#pragma once

#include <optional>

#include "frontend/error.h"
#include "hostcalls/mpi/mpi_header.h"
#include "hostcalls/mpi/plugin_abi.h"

namespace wasmpi::mpi {

class NativeStart {
public:
  /// `services` must outlive this.
  explicit NativeStart(const PluginServices& services) : services_(services) {}

  /// Initialises the library, unless it is: with MPI_Init_thread if a native thread level is asked for. Then all ranks meet. Returns MPI's
  /// code; fails if the library does not belong to the launcher.
  Expected<int> start(std::optional<int> threadLevel);
  bool isStarted() const { return isStarted_; }
  /// What the library gave.
  int threadLevel() const { return threadLevel_; }

  /// Whether the guest has called MPI_Init.
  bool isGuestStarted() const { return isGuestStarted_; }
  void setGuestStarted() { isGuestStarted_ = true; }
  /// Whether it has called MPI_Finalize, too.
  bool isGuestFinalized() const { return isGuestFinalized_; }
  void setGuestFinalized() { isGuestFinalized_ = true; }

private:
  const PluginServices& services_;
  bool isStarted_ = false;
  bool isGuestStarted_ = false;
  bool isGuestFinalized_ = false;
  int threadLevel_ = MPI_THREAD_SINGLE;
};

} // namespace wasmpi::mpi
