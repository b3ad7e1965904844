// From lowered IR to optimised IR, and from that to an ELF relocatable or assembly.
//
// The pass order is CODEGEN's: SROA, then dead linear-memory loads are pinned (dead_loads.h),
// functions of extreme shapes are taken out (effort.h; some before SROA), addresses that do not
// wrap become pointers (no_wrap.h), then LLVM's default pipeline of the level. Nothing here knows
// of Wasm.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/TargetLibraryInfo.h>
#include <llvm/IR/Module.h>
#include <llvm/Target/TargetMachine.h>

#include "codegen/compiler_api.h"
#include "codegen/no_wrap.h"
#include "codegen/target.h"

namespace wasmpi {

/// The bytes of a relocatable, or text.
using ObjectBytes = llvm::SmallVector<char, 0>;

/// Sets what every function needs to be compiled for `target`: its CPU and features, and the
/// section .text.
void setTargetAttributes(llvm::Module& module, const Target& target);

/// What is worth telling a user who wants to know.
struct OptimizationReport {
  /// The functions of extreme shapes, a line each.
  std::vector<std::string> limited;
  NoWrapStatistics noWrap;
};

/// Of `options` the level and the passes to be left out matter.
OptimizationReport optimize(llvm::Module& module, llvm::TargetMachine& machine,
                            const CompileOptions& options);

/// Runs LLVM's code generator over the module.
ObjectBytes emitCode(llvm::Module& module, llvm::TargetMachine& machine,
                     llvm::CodeGenFileType fileType);

/// What LLVM may assume of a C library: the functions of libcalls.def and no others, since an image
/// can call nothing else.
llvm::TargetLibraryInfoImpl libraryInfo(const llvm::Triple& triple);

} // namespace wasmpi
