// WASI preview1 as a HostModule: the functions of functions.def, imported from
// "wasi_snapshot_preview1", or by older modules from "wasi_unstable".
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "frontend/error.h"
#include "hostcalls/wasi/wasi_context.h"
#include "runtime/host_module.h"

namespace wasmpi::wasi {

class WasiModule final : public HostModule {
public:
  /// Fails as WasiContext::create does.
  static Expected<std::unique_ptr<WasiModule>> create(WasiOptions options);

  std::optional<Binding> find(std::string_view module, std::string_view name) override;
  void attach(Instance& instance) override;

  WasiContext& context() { return *context_; }

private:
  explicit WasiModule(std::unique_ptr<WasiContext> context) : context_(std::move(context)) {}

  std::unique_ptr<WasiContext> context_;
};

} // namespace wasmpi::wasi
