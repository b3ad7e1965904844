// The host module an MPI plugin gives: answers imports "mpi"."MPI_X" and "mpi"."PMPI_X" (standard
// ABI), or "env"."MPI_X" (the older MPIWasm ABI). Which ABI an instance has is decided by its first
// import.
#pragma once

#include <memory>

#include "hostcalls/mpi/mpi_context.h"
#include "hostcalls/mpi/plugin_abi.h"

namespace wasmpi::mpi {

class MpiModule final : public MpiHostModule {
public:
  /// `services` must outlive the module.
  explicit MpiModule(const PluginServices& services) : services_(services), start_(services) {}

  std::optional<Binding> find(std::string_view module, std::string_view name) override;
  void attach(Instance& instance) override;

  bool isActive() const override;
  std::optional<int> rank() const override;
  void abort(int code) override;
  Expected<void> startJob(bool takesThreadLevel) override;
  void endJob(int status) override;

private:
  const PluginServices& services_;
  NativeStart start_;
  std::unique_ptr<MpiContext> context_;
};

} // namespace wasmpi::mpi
