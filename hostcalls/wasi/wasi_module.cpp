// The table of WASI functions, and the wrapper that turns a call's outcome into what the guest
// gets.
#include "hostcalls/wasi/wasi_module.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "hostcalls/wasi/calls.h"

namespace wasmpi::wasi {
namespace {

constexpr std::string_view kModuleName = "wasi_snapshot_preview1", kUnstableName = "wasi_unstable";

/// A name as a template argument.
template <size_t size> struct Name {
  char text[size];
  constexpr Name(const char (&name)[size]) { std::copy_n(name, size, text); }
};

[[gnu::cold, gnu::noinline]] Result<uint32_t> reportFailure(Failure& failure,
                                                            std::string_view name) {
  if (!failure.isTrap())
    return static_cast<uint32_t>(failure.error());
  Trap trap = std::move(failure.trap());
  trap.detail = fmt::format("{}: {}", name, trap.detail);
  return tl::unexpected(std::move(trap));
}

template <Name name, auto function> struct Call;

/// A call whose result the guest gets as an error number.
template <Name name, class... Parameters, Fallible<void> (*function)(WasiContext&, Parameters...)>
struct Call<name, function> {
  static Result<uint32_t> run(WasiContext& context, Parameters... arguments) {
    auto outcome = function(context, arguments...);
    if (outcome) [[likely]]
      return static_cast<uint32_t>(Errno::Success);
    return reportFailure(outcome.error(), name.text);
  }
};

/// A call without a result (proc_exit).
template <Name name, class... Parameters, Result<void> (*function)(WasiContext&, Parameters...)>
struct Call<name, function> {
  static Result<void> run(WasiContext& context, Parameters... arguments) {
    return function(context, arguments...);
  }
};

struct Row {
  std::string_view name;
  HostFunctionCode (*describe)();
};

constexpr Row kFunctions[] = {
#define WASI(name, function) {#name, &bind<&Call<#name, &function>::run>},
#define WASI_UNSTABLE(name, function)
#include "hostcalls/wasi/functions.def"
#undef WASI
#undef WASI_UNSTABLE
};

/// Those that are different for a module that imports wasi_unstable.
constexpr Row kUnstableFunctions[] = {
#define WASI(name, function)
#define WASI_UNSTABLE(name, function) {#name, &bind<&Call<#name, &function>::run>},
#include "hostcalls/wasi/functions.def"
#undef WASI
#undef WASI_UNSTABLE
};

const Row* findRow(std::span<const Row> rows, std::string_view name) {
  const auto row = std::ranges::find(rows, name, &Row::name);
  return row == rows.end() ? nullptr : &*row;
}

} // namespace

Expected<std::unique_ptr<WasiModule>> WasiModule::create(WasiOptions options) {
  auto context = WasiContext::create(std::move(options));
  if (!context)
    return tl::unexpected(std::move(context.error()));
  return std::unique_ptr<WasiModule>(new WasiModule(std::move(*context)));
}

std::optional<HostModule::Binding> WasiModule::find(std::string_view module,
                                                    std::string_view name) {
  const bool isUnstable = module == kUnstableName;
  if (module != kModuleName && !isUnstable)
    return std::nullopt;
  const Row* row = isUnstable ? findRow(kUnstableFunctions, name) : nullptr;
  if (!row)
    row = findRow(kFunctions, name);
  if (!row)
    return std::nullopt;
  return Binding{row->describe(), context_.get()};
}

void WasiModule::attach(Instance& instance) { context_->attach(instance); }

} // namespace wasmpi::wasi
