// The small pieces of code an image needs beside the guest's own: entry thunks, which call guest
// code from C++ with values in an array (abi.h), and stubs for the C library's functions.
#pragma once

#include <vector>

#include <llvm/IR/Module.h>

#include "codegen/libcall_use.h"
#include "frontend/module.h"

namespace wasmpi {

/// For each of Module::types an EntryThunk, or null for a type no escaping or imported function
/// has. Equal types share one.
std::vector<llvm::Function*> emitEntryThunks(llvm::Module& target, const Module& module);

/// Defines each function of libcalls.def, hidden, as a jump through its slot. Returns the array of
/// slots, which is writable, and null where nothing calls the function.
llvm::GlobalVariable* emitLibcallStubs(llvm::Module& target, const LibcallSet& used);

} // namespace wasmpi
