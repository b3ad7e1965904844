// The MPI plugin without a runtime: a guest memory made of an array, and services that report a
// trap by a C++ exception.
#pragma once

#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "hostcalls/mpi/mpi_module.h"

namespace wasmpi::mpi {

/// A trap or the end of the process, as it reaches the test.
struct RaisedTrap : std::runtime_error {
  explicit RaisedTrap(Trap&& raised) : std::runtime_error(raised.detail), trap(std::move(raised)) {}
  Trap trap;
};

class PluginHarness {
public:
  static constexpr uint32_t kByteSize = 1 << 20;

  explicit PluginHarness(std::string importModule = "mpi")
      : importModule_(std::move(importModule)), bytes_(2 * kByteSize), module_(services_) {
    definition() = {bytes_.data(), kByteSize};
    // The first import decides the ABI and makes the context the memory is attached to.
    module_.find(importModule_, "MPI_Init");
    // The fake services never look at the instance.
    module_.attach(*reinterpret_cast<Instance*>(bytes_.data()));
  }

  /// Calls "MPI_X" as generated code would. Throws RaisedTrap.
  template <class... Arguments> int32_t call(const char* name, Arguments... arguments) {
    const auto binding = module_.find(importModule_, name);
    if (!binding)
      throw std::logic_error(std::string(name) + " is not there");
    auto* code = reinterpret_cast<int32_t (*)(void*, Arguments...)>(
        const_cast<void*>(binding->function.code));
    return code(binding->context, arguments...);
  }
  /// The text of the trap a call ends with; empty if it returns.
  template <class... Arguments> std::string trapOf(const char* name, Arguments... arguments) {
    try {
      call(name, arguments...);
      return "";
    } catch (const RaisedTrap& raised) {
      return raised.trap.detail;
    }
  }

  template <class T> T read(uint32_t address) const {
    T value;
    std::memcpy(&value, bytes_.data() + address, sizeof value);
    return value;
  }
  template <class T> void write(uint32_t address, T value) {
    std::memcpy(bytes_.data() + address, &value, sizeof value);
  }

  MpiModule& module() { return module_; }

private:
  /// Where the fake service for the guest's memory finds it: the attached "instance" carries no
  /// state.
  static MemoryDefinition& definition() {
    static MemoryDefinition definition{};
    return definition;
  }
  static void throwTrap(Trap&& trap) { throw RaisedTrap(std::move(trap)); }
  static GuestMemory memory(Instance&) { return GuestMemory(&definition()); }
  static Result<uint32_t> grow(Instance&, uint64_t byteSize) {
    const auto address = static_cast<uint32_t>(definition().byteSize);
    definition().byteSize += byteSize;
    return address;
  }

  PluginServices services_ = {
      .version = kPluginVersion,
      .byteSize = sizeof(PluginServices),
      .raiseTrap = &throwTrap,
      .endProcess = [](void*, Trap&& trap) { throwTrap(std::move(trap)); },
      .user = nullptr,
      .findCallback = [](Instance&, uint32_t, const FunctionType&,
                         std::string_view) -> Result<GuestFunction> {
        return tl::unexpected(Trap{.code = TrapCode::UndefinedElement, .detail = "no table"});
      },
      .findExport = [](Instance&, std::string_view, const FunctionType&) -> Result<GuestFunction> {
        return tl::unexpected(Trap{.code = TrapCode::HostCall, .detail = "no exports"});
      },
      .callGuest = [](const GuestFunction&, const FunctionType&,
                      std::span<uint64_t>) -> Result<void> { return {}; },
      .guestMemory = &memory,
      .growMemory = &grow,
      .restoreSignalHandlers = [] {},
  };
  std::string importModule_;
  std::vector<uint8_t> bytes_;
  MpiModule module_;
};

} // namespace wasmpi::mpi
