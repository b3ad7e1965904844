// Resolution of imports and the message about those that failed.
#include "runtime/imports.h"

#include <algorithm>
#include <string>
#include <type_traits>

#include <fmt/format.h>

#include "frontend/type_registry.h"
#include "runtime/exceptions.h"
#include "runtime/host_module.h"
#include "runtime/linear_memory.h"
#include "runtime/table.h"

namespace wasmpi {

namespace {

/// A hostile module may import a million things; nobody reads more than this.
constexpr size_t kMaxListed = 100;

std::string describe(const FunctionType& type) { return "func " + toString(type); }
std::string describe(const TableType& type) {
  return fmt::format("table of {} {}", toString(type.element), toString(type.limits));
}
std::string describe(const MemoryType& type) { return "memory " + toString(type); }
std::string describe(const GlobalType& type) {
  return fmt::format("global {}{}", type.isMutable ? "mut " : "", toString(type.value));
}

std::string describe(const TagInstance& tag) {
  return "tag of type " + toString(tag.type());
}

std::string describe(const Module& module, const ImportType& type) {
  return std::visit(
      [&](const auto& it) {
        if constexpr (std::is_same_v<std::decay_t<decltype(it)>, FunctionImport>)
          return describe(module.types[it.typeIndex]);
        else if constexpr (std::is_same_v<std::decay_t<decltype(it)>, TagImport>)
          return "tag of type " + toString(module.types[it.typeIndex]);
        else
          return describe(it);
      },
      type);
}

std::string describe(const Extern& item) {
  return std::visit(
      [](const auto& it) {
        if constexpr (std::is_same_v<std::decay_t<decltype(it)>, TagInstance*>)
          return describe(*it);
        else if constexpr (std::is_pointer_v<std::decay_t<decltype(it)>>)
          return describe(it->type());
        else
          return describe(it.type);
      },
      item);
}

class Resolver {
public:
  Resolver(const Module& module, std::span<const uint32_t> typeIds, const ImportSources& sources)
      : module_(module), typeIds_(typeIds), sources_(sources) {}

  Expected<ResolvedImports> resolve();

private:
  Expected<void> checkHostMemory() const;
  void resolveOne(const Import& import);
  bool askHostModules(const Import& import);
  /// Whether `item` is what the import wants; then it has been taken.
  bool accept(const FunctionImport& wanted, const Extern& item);
  bool accept(const TableType& wanted, const Extern& item);
  bool accept(const MemoryType& wanted, const Extern& item);
  bool accept(const GlobalType& wanted, const Extern& item);
  bool accept(const TagImport& wanted, const Extern& item);
  void refuse(const Import& import, std::string_view actual);

  const Module& module_;
  const std::span<const uint32_t> typeIds_;
  const ImportSources& sources_;
  ResolvedImports resolved_;
  /// One that a host module answered.
  const Import* hostImport_ = nullptr;
  std::string problems_;
  size_t problemCount_ = 0;
};

Expected<ResolvedImports> Resolver::resolve() {
  for (const Import& import : module_.imports)
    resolveOne(import);
  if (problemCount_ > kMaxListed)
    problems_ += fmt::format("; and {} more", problemCount_ - kMaxListed);
  if (problemCount_ != 0)
    return failure(std::move(problems_));
  if (auto addressable = checkHostMemory(); !addressable)
    return tl::unexpected(addressable.error());
  return std::move(resolved_);
}

/// Host functions take pointers of 32 bits.
Expected<void> Resolver::checkHostMemory() const {
  const auto memory = module_.hostMemory();
  if (hostImport_ == nullptr || !memory ||
      module_.memories[*memory].limits.indexType == IndexType::I32)
    return {};
  return failure(fmt::format("memory64 modules cannot import {}.{}: host functions take 32-bit "
                             "addresses; build the module for wasm32, or export a 32-bit memory as "
                             "\"memory\"",
                             printable(hostImport_->module), printable(hostImport_->name)));
}

void Resolver::resolveOne(const Import& import) {
  if (import.kind() == ExternKind::Function && askHostModules(import))
    return;
  std::optional<Extern> item;
  if (sources_.resolver)
    item = sources_.resolver(import.module, import.name);
  if (!item)
    return refuse(import, "");
  const bool isAccepted =
      std::visit([&](const auto& wanted) { return accept(wanted, *item); }, import.type);
  if (!isAccepted)
    refuse(import, describe(*item));
}

/// True if one of them has the function, be its type right or wrong.
bool Resolver::askHostModules(const Import& import) {
  for (HostModule* hostModule : sources_.hostModules) {
    const auto binding = hostModule->find(import.module, import.name);
    if (!binding)
      continue;
    if (binding->function.type != module_.types[std::get<FunctionImport>(import.type).typeIndex]) {
      refuse(import, describe(binding->function.type));
      return true;
    }
    resolved_.functions.push_back({binding->function.code, binding->context, nullptr});
    hostImport_ = &import;
    auto& used = resolved_.hostModules;
    if (std::find(used.begin(), used.end(), hostModule) == used.end())
      used.push_back(hostModule);
    return true;
  }
  return false;
}

bool Resolver::accept(const FunctionImport& wanted, const Extern& item) {
  const auto* function = std::get_if<FunctionInstance>(&item);
  if (function == nullptr || function->reference->typeId != typeIds_[wanted.typeIndex])
    return false;
  const FunctionReference& reference = *function->reference;
  resolved_.functions.push_back({reference.code, reference.context, reference.tailCode});
  return true;
}

bool Resolver::accept(const TableType& wanted, const Extern& item) {
  const auto* table = std::get_if<Table*>(&item);
  if (table == nullptr)
    return false;
  const TableType actual = (*table)->type();
  if (actual.element != canonical(wanted.element, typeIds_) ||
      !matches(actual.limits, wanted.limits))
    return false;
  resolved_.tables.push_back(*table);
  return true;
}

bool Resolver::accept(const MemoryType& wanted, const Extern& item) {
  const auto* memory = std::get_if<LinearMemory*>(&item);
  if (memory == nullptr || !matches((*memory)->type(), wanted))
    return false;
  resolved_.memories.push_back(*memory);
  return true;
}

bool Resolver::accept(const GlobalType& wanted, const Extern& item) {
  const auto* global = std::get_if<GlobalInstance>(&item);
  if (global == nullptr || global->type.isMutable != wanted.isMutable)
    return false;
  // What can only be read may have a narrower type (Core 3.3.15).
  const ValueType value = canonical(wanted.value, typeIds_);
  if (wanted.isMutable ? global->type.value != value : !isSubtype(global->type.value, value))
    return false;
  resolved_.globals.push_back(*global);
  return true;
}

bool Resolver::accept(const TagImport& wanted, const Extern& item) {
  const auto* tag = std::get_if<TagInstance*>(&item);
  if (tag == nullptr || (*tag)->typeId != typeIds_[wanted.typeIndex])
    return false;
  resolved_.tags.push_back(*tag);
  return true;
}

void Resolver::refuse(const Import& import, std::string_view actual) {
  if (++problemCount_ > kMaxListed)
    return;
  if (!problems_.empty())
    problems_ += "; ";
  const std::string name = printable(import.module) + "." + printable(import.name);
  const std::string wanted = describe(module_, import.type);
  problems_ += actual.empty()
                   ? fmt::format("unknown import {}: {}", name, wanted)
                   : fmt::format("incompatible import type: {} is {}, the module wants {}", name,
                                 actual, wanted);
}

} // namespace

Expected<ResolvedImports> resolveImports(const Module& module, std::span<const uint32_t> typeIds,
                                         const ImportSources& sources) {
  return Resolver(module, typeIds, sources).resolve();
}

} // namespace wasmpi
