// Callbacks into the guest.
#include "runtime/call.h"

#include <fmt/format.h>

#include "runtime/table.h"

namespace wasmpi {

Result<GuestFunction> findCallback(Instance& instance, uint32_t index, const FunctionType& type,
                                   std::string_view what) {
  const Table* table = instance.functionTable();
  if (table == nullptr)
    return trapHostCall(fmt::format("{}: the module has no function table; link it with "
                                    "--export-table",
                                    what));
  const auto reference = table->get(index);
  if (!reference)
    return trapHostCall(fmt::format("{}: function pointer {} is outside of the table ({} entries)",
                                    what, index, table->size()));
  if (!isSubtype(table->type().element, kFuncRef))
    return trapHostCall(fmt::format("{}: the module's table holds no functions", what));
  if (*reference == 0)
    return trapHostCall(fmt::format("{}: function pointer {} is null", what, index));
  // A non-null funcref is the address of a FunctionReference (abi.h), which lives as long as the Engine.
  const auto* function = reinterpret_cast<const FunctionReference*>(*reference);
  if (function->typeId != instance.typeIdOf(type))
    return trapHostCall(fmt::format("{}: the function at table index {} is not of type {}", what,
                                    index, toString(type)));
  return GuestFunction{&instance, function};
}

Result<void> callGuest(const GuestFunction& function, const FunctionType&,
                       std::span<uint64_t> values) {
  return function.instance->callRaw(*function.reference, values);
}

} // namespace wasmpi
