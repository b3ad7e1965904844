// What a call through a static table (static_tables.h) goes to: code and data beside the header,
// which all partitions use.
//
// A table has an array of slots, one an element, each of which jumps to the element's function: an
// address to call is computed, not loaded, so that a processor that has guessed the callee wrongly
// knows so one load earlier. Beside it lie the ids of the elements' types, to be compared before.
#pragma once

#include <cstdint>
#include <string>

#include <llvm/IR/Module.h>
#include <llvm/TargetParser/Triple.h>

#include "codegen/calling_conventions.h"
#include "codegen/static_tables.h"
#include "codegen/symbol_names.h"
#include "frontend/module.h"

namespace wasmpi {

/// Bytes of a slot: room for a jump anywhere within the image.
unsigned callSlotByteSize(const llvm::Triple& triple);

/// What a partition sees of a table.
struct CallSlots {
  /// Declared as a function: the first slot.
  llvm::Function* code;
  /// uint32_t[], StaticTables::Table::typeIds.
  llvm::GlobalVariable* typeIds;
};
CallSlots declareCallSlots(llvm::Module& target, uint32_t tableIndex);

/// Defines the slots of all static tables. Slots of null and of imported functions are never
/// called.
void emitCallSlots(llvm::Module& target, const Module& module, const FunctionSymbols& symbols,
                   const CallingConventions& conventions, const StaticTables& tables);

} // namespace wasmpi
