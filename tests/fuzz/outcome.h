// What a module does (Outcome), as text that can be compared between engines.
//
//   ok memory:7e1a32d0/2 state:00f2a91b55e0c301
//   trap divide memory:... state:...
//
// memory: a digest of all memories and their sizes in pages. Kinds of traps are named as coarsely as
// all engines tell them apart.
#pragma once

#include <string>
#include <string_view>

#include "frontend/error.h"
#include "module_generator.h"
#include "runtime/engine.h"

namespace wasmpi::fuzz {

/// Runs all exports run0, run1 ... of a generated module in a new Engine. An error: it could not be
/// loaded or instantiated for another reason than a trap.
Expected<Outcome> runModule(const GeneratedModule& module, EngineOptions options);

/// The line of a memory access out of bounds.
bool isMemoryTrap(const std::string& line);

} // namespace wasmpi::fuzz
