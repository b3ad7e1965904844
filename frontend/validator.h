// Validation (Core 3): module-level rules and the type of every instruction. After it nothing re-checks Wasm rules.
#pragma once

#include "frontend/error.h"
#include "frontend/module.h"

namespace wasmpi {

/// Checks the whole module; on failure: the specification's wording and the offset of the instruction or section.
Expected<void> validateModule(const Module& module);

} // namespace wasmpi
