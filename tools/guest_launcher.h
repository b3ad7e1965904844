// What --allow-spawn gives a guest: it may run modules it can read, itself among them, with the
// options this program was given.
#pragma once

#include "hostcalls/mpi/launcher.h"
#include "hostcalls/wasi/wasi_context.h"
#include "tools/run_options.h"

namespace wasmpi {

class GuestLauncher final : public mpi::Launcher {
public:
  /// Both must outlive this.
  GuestLauncher(const RunOptions& options, wasi::WasiContext& guest)
      : options_(options), guest_(guest) {}

  Expected<std::vector<std::string>> commandFor(std::string_view module) override;
  Expected<int> socketOf(uint32_t descriptor) override;

private:
  Expected<std::string> hostPathOf(std::string_view module);

  const RunOptions& options_;
  wasi::WasiContext& guest_;
};

} // namespace wasmpi
