// The Engine: options settled once, modules and instances owned.
#include "runtime/engine.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <utility>
#include <vector>

#include "frontend/parser.h"
#include "runtime/code_image.h"
#include "runtime/code_loader.h"
#include "runtime/instantiation.h"
#include "runtime/libcalls.h"
#include "runtime/signals.h"
#include "runtime/store.h"

namespace wasmpi {

struct Engine::State {
  State(EngineOptions chosen) : options(std::move(chosen)) {}

  EngineOptions options;
  Store store;
  Libcalls libcalls{store.regions};
  /// After what images refer to.
  std::vector<std::unique_ptr<LoadedModule>> modules;
  std::unique_ptr<CodeLoader> loader;
};

LoadedModule::~LoadedModule() = default;

Engine::Engine(EngineOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Engine::~Engine() = default;

Expected<std::unique_ptr<Engine>> Engine::create(EngineOptions options) {
  if (options.boundsChecks == BoundsChecks::Guard && !LinearMemory::canReserveGuards()) {
    options.boundsChecks = BoundsChecks::Explicit;
    if (options.onNotice)
      options.onNotice("the address space is limited (ulimit -v): every memory access is checked, "
                       "which is slower; `ulimit -v unlimited` avoids it");
  }
  std::unique_ptr<Engine> engine(new Engine(std::move(options)));
  State& state = *engine->state_;
  state.store.memoryOptions = {.boundsChecks = state.options.boundsChecks,
                               .maxByteSize = state.options.maxMemoryByteSize,
                               .max64ByteSize = state.options.maxMemory64ByteSize,
                               .onNotice = state.options.onNotice,
                               .budget = &state.store.memoryBudget};
  state.store.memoryBudget.growable =
      std::max(state.options.maxMemoryByteSize, state.options.maxMemory64ByteSize);
  state.loader = std::make_unique<CodeLoader>(state.options, state.store.regions, state.libcalls);
  installSignalHandlers();
  return engine;
}

Expected<LoadedModule*> Engine::load(std::span<const uint8_t> bytes) {
  const auto start = std::chrono::steady_clock::now();
  auto parsed = parseModule(bytes, state_->options.features);
  if (!parsed)
    return tl::unexpected(std::move(parsed.error()));
  // At its final address from here on: the image keeps a reference to the module.
  auto loaded = std::make_unique<LoadedModule>();
  loaded->module = std::move(*parsed);
  loaded->report.parseSeconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (auto code = state_->loader->load(*loaded); !code)
    return tl::unexpected(std::move(code.error()));
  loaded->typeIds = state_->store.types.idsOf(loaded->module.types);
  state_->store.addThunks(loaded->typeIds, *loaded->code);
  state_->modules.push_back(std::move(loaded));
  return state_->modules.back().get();
}

void Engine::meetJob(JobRanks& ranks) { state_->loader->meetJob(ranks); }

tl::expected<Instance*, InstantiationFailure> Engine::instantiate(LoadedModule& module,
                                                                  const ImportSources& imports) {
  assert(!(state_->options.tablesArePrivate && imports.resolver));
  return Instantiation(state_->store, module).run(imports);
}

} // namespace wasmpi
