// Matching of a module's imports by name and type (Core 4.5.3).
#pragma once

#include <span>
#include <vector>

#include "frontend/error.h"
#include "frontend/module.h"
#include "runtime/engine.h"
#include "runtime/instance.h"

namespace wasmpi {

/// What stands in for each import, in the order of the index spaces.
struct ResolvedImports {
  std::vector<ImportedFunction> functions;
  std::vector<Table*> tables;
  std::vector<LinearMemory*> memories;
  std::vector<GlobalInstance> globals;
  std::vector<TagInstance*> tags;
  /// Those that answered at least one import, in the order they were given.
  std::vector<HostModule*> hostModules;
};

/// Functions are asked of the host modules in their order, then everything of the resolver. The error lists all imports that are unknown
/// or of another type.
/// `typeIds`: of the module's types.
Expected<ResolvedImports> resolveImports(const Module& module, std::span<const uint32_t> typeIds,
                                         const ImportSources& sources);

} // namespace wasmpi
