// An Engine for tests, in each of the ways native code is had, and a host module with a handful of functions.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <catch2/catch.hpp>

#include "runtime/call.h"
#include "runtime/engine.h"
#include "runtime/host_module.h"
#include "temporary_folder.h"
#include "wat.h"

namespace wasmpi::test {

/// Image: through the cache. Memory: through ORC.
enum class Mode { Image, Memory };

/// What the host module "host" records and is asked to do.
struct HostContext {
  Instance* instance = nullptr;
  std::vector<int32_t> logged;
  /// Of the last callback that trapped.
  std::string callbackTrap;
};

inline void logValue(HostContext& context, int32_t value) { context.logged.push_back(value); }
inline Result<int32_t> failIf(HostContext&, int32_t value) {
  if (value != 0)
    return trapHostCall("fail_if: as you wish");
  return 0;
}
inline Result<void> leave(HostContext&, int32_t status) { return trapExit(status); }
/// Calls the function pointer with 20 and 22, and returns its result; a trap inside comes back as -1.
inline Result<int32_t> apply(HostContext& context, uint32_t functionPointer) {
  const FunctionType type{{kI32, kI32}, {kI32}};
  const auto function = findCallback(*context.instance, functionPointer, type, "apply");
  if (!function)
    return tl::unexpected(function.error());
  uint64_t values[] = {20, 22};
  if (auto done = callGuest(*function, type, values); !done) {
    context.callbackTrap = done.error().text();
    return -1;
  }
  return static_cast<int32_t>(values[0]);
}

class TestHost : public HostModule {
public:
  HostContext context;
  int attachCount = 0;

  std::optional<Binding> find(std::string_view module, std::string_view name) override {
    if (module != "host")
      return std::nullopt;
    for (const HostFunction& function : functions_)
      if (function.name == name)
        return Binding{function.function, &context};
    return std::nullopt;
  }
  void attach(Instance& instance) override {
    ++attachCount;
    context.instance = &instance;
  }

private:
  const std::vector<HostFunction> functions_ = {{"log", bind<&logValue>()},
                                                {"fail_if", bind<&failIf>()},
                                                {"leave", bind<&leave>()},
                                                {"apply", bind<&apply>()}};
};

class EngineFixture {
  // Outlive the engine, which reads from them.
  TemporaryFolder folder_;
  std::deque<std::vector<uint8_t>> files_;

public:
  explicit EngineFixture(Mode mode, EngineOptions options = {}) {
    options.useCache = mode == Mode::Image;
    options.cacheDirectory = folder_.path();
    options.onNotice = [this](std::string_view text) { notices.emplace_back(text); };
    auto created = Engine::create(std::move(options));
    REQUIRE(created);
    engine = std::move(*created);
  }

  LoadedModule& load(const std::string& text) { return load(wat(text)); }
  LoadedModule& load(std::vector<uint8_t> bytes) {
    const auto loaded = engine->load(files_.emplace_back(std::move(bytes)));
    INFO((loaded ? "" : loaded.error().text()));
    REQUIRE(loaded);
    return **loaded;
  }
  /// A module as text or as bytes.
  template <class Source>
  tl::expected<Instance*, InstantiationFailure> tryInstantiate(const Source& source) {
    HostModule* hosts[] = {&host};
    const auto resolver = [this](std::string_view module,
                                 std::string_view name) -> std::optional<Extern> {
      if (module != "other" || other == nullptr)
        return std::nullopt;
      return other->findExport(name);
    };
    return engine->instantiate(
        load(source), {.hostModules = hosts, .resolver = other ? resolver : ImportResolver()});
  }
  template <class Source> Instance& instantiate(const Source& source) {
    const auto instance = tryInstantiate(source);
    INFO((instance ? "" : textOf(instance.error())));
    REQUIRE(instance);
    return **instance;
  }
  /// Instantiates and gives back what went wrong.
  std::string failureOf(const std::string& text) {
    const auto instance = tryInstantiate(text);
    REQUIRE_FALSE(instance);
    return textOf(instance.error());
  }
  static std::string textOf(const InstantiationFailure& failure) {
    if (const auto* error = std::get_if<Error>(&failure))
      return error->text();
    return "trap: " + std::get<Trap>(failure).text();
  }

  static Result<std::vector<Value>> call(Instance& instance, std::string_view name,
                                         std::vector<Value> arguments = {}) {
    const auto found = instance.findExport(name);
    REQUIRE(found);
    return instance.call(std::get<FunctionInstance>(*found), arguments);
  }
  /// The one i32 result of a call that must not trap.
  static int32_t callI32(Instance& instance, std::string_view name,
                         std::vector<Value> arguments = {}) {
    const auto results = call(instance, name, std::move(arguments));
    INFO((results ? "" : results.error().text()));
    REQUIRE(results);
    REQUIRE(results->size() == 1);
    return static_cast<int32_t>(results->front().bits);
  }
  /// The trap of a call that must trap.
  static Trap trapOf(Instance& instance, std::string_view name, std::vector<Value> arguments = {}) {
    auto results = call(instance, name, std::move(arguments));
    REQUIRE_FALSE(results);
    return std::move(results.error());
  }

  std::unique_ptr<Engine> engine;
  TestHost host;
  /// Its exports can be imported from "other".
  Instance* other = nullptr;
  std::vector<std::string> notices;
};

inline Value i32(int32_t value) { return {kI32, static_cast<uint32_t>(value)}; }
inline Value i64(int64_t value) { return {kI64, static_cast<uint64_t>(value)}; }

} // namespace wasmpi::test
