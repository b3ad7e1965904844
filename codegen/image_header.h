// The one object of an image that is not guest code: `wasmpi_image` with its tables (abi.h), the
// entry thunks and libcall stubs, and the note (image_note.h).
//
// Invariant: every reference in the header is a difference to its own address, so linking leaves no
// dynamic relocation.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <llvm/IR/Module.h>

#include "codegen/calling_conventions.h"
#include "codegen/libcall_use.h"
#include "codegen/line_table.h"
#include "codegen/symbol_names.h"
#include "frontend/module.h"

namespace wasmpi {

/// `lineTables` are those of the partitions; `note` is what image_note.h describes. The result still
/// needs setTargetAttributes; it is not to be optimised.
std::unique_ptr<llvm::Module>
buildHeaderModule(llvm::LLVMContext& context, const Module& module, const FunctionSymbols& symbols,
                  const CallingConventions& conventions, std::span<const LineTable> lineTables,
                  const LibcallSet& libcalls, const uint8_t (&keyDigest)[32],
                  const std::string& note, const llvm::TargetMachine& machine);

} // namespace wasmpi
