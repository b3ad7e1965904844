#include "hostcalls/mpi/guest_exports.h"

#include <span>

namespace wasmpi::mpi {

namespace {

/// Calls the module's exported `name` of type (i32) -> i32 or (i32) -> (); nullopt if the call has
/// failed with a trap.
std::optional<uint32_t> callExport(MpiContext& context, std::string_view name, bool hasResult,
                                   uint32_t argument) {
  const FunctionType type{{kI32},
                          hasResult ? std::vector<ValueType>{kI32} : std::vector<ValueType>{}};
  const PluginServices& services = context.services();
  auto function = services.findExport(context.instance(), name, type);
  if (!function) {
    context.failWithTrap(std::move(function.error()));
    return std::nullopt;
  }
  uint64_t slots[] = {argument};
  auto result = services.callGuest(*function, type, std::span<uint64_t>(slots));
  if (!result) {
    context.failWithTrap(std::move(result.error()));
    return std::nullopt;
  }
  return static_cast<uint32_t>(slots[0]);
}

} // namespace

std::optional<uint32_t> guestMalloc(MpiContext& context, uint32_t byteSize) {
  return callExport(context, "malloc", true, byteSize);
}

bool guestFree(MpiContext& context, uint32_t address) {
  return callExport(context, "free", false, address).has_value();
}

} // namespace wasmpi::mpi
