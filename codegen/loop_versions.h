// Two versions of a loop, and a branch before it that chooses one.
#pragma once

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/IR/Dominators.h>

namespace wasmpi {

/// Makes a copy of `loop` that runs if not `condition`, an i1 that is defined in the loop's
/// preheader or before. The copy is taken to be rarely run: it is neither vectorised nor unrolled.
/// Afterwards `loop` has a preheader of its own.
///
/// `loop` must be innermost, in simplified form and in LCSSA form, and safe to clone. All three
/// analyses are kept right; what was the loop's exit blocks belong to both.
void addRareVersion(llvm::Loop& loop, llvm::Value* condition, llvm::LoopInfo& loops,
                    llvm::DominatorTree& dominators, llvm::ScalarEvolution& evolution);

} // namespace wasmpi
