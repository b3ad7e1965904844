// From lowered IR to optimised IR, and from that to an ELF relocatable or assembly.
//
// The pass order is CODEGEN's: SROA, then dead linear-memory loads are pinned (dead_loads.h),
// functions of extreme shapes are taken out (effort.h), then LLVM's default pipeline of the level.
// Nothing here knows of Wasm.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/TargetLibraryInfo.h>
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include "codegen/compiler_api.h"
#include "codegen/target.h"

namespace wasmpi {

/// The bytes of a relocatable, or text.
using ObjectBytes = llvm::SmallVector<char, 0>;

/// Sets what every function needs to be compiled for `target`: its CPU and features, and the
/// section .text.
void setTargetAttributes(llvm::Module& module, const Target& target);

/// Returns what is worth telling a user who wants to know: the functions of extreme shapes.
std::vector<std::string> optimize(llvm::Module& module, llvm::TargetMachine& machine,
                                  OptLevel level);

/// Runs LLVM's code generator over the module.
ObjectBytes emitCode(llvm::Module& module, llvm::TargetMachine& machine,
                     llvm::CodeGenFileType fileType);

/// What LLVM may assume of a C library: the functions of libcalls.def and no others, since an image
/// can call nothing else.
llvm::TargetLibraryInfoImpl libraryInfo(const llvm::Triple& triple);

} // namespace wasmpi
