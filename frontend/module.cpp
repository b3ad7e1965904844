// Look-ups in a parsed module.
#include "frontend/module.h"

#include <algorithm>

namespace wasmpi {

std::optional<uint32_t> Module::escapeIndex(uint32_t functionIndex) const {
  const auto found =
      std::lower_bound(escapingFunctions.begin(), escapingFunctions.end(), functionIndex);
  if (found == escapingFunctions.end() || *found != functionIndex)
    return std::nullopt;
  return static_cast<uint32_t>(found - escapingFunctions.begin());
}

const Export* Module::findExport(std::string_view name) const {
  const auto found = std::find_if(exports.begin(), exports.end(),
                                  [&](const Export& entry) { return entry.name == name; });
  return found == exports.end() ? nullptr : &*found;
}

std::optional<uint32_t> Module::hostMemory() const {
  const Export* exported = findExport("memory");
  if (exported != nullptr && exported->kind == ExternKind::Memory)
    return exported->index;
  return memories.empty() ? std::nullopt : std::optional<uint32_t>(0);
}

} // namespace wasmpi
