// 128-bit vectors of a guest's loop taken apart into scalars, so that LLVM vectorises the loop anew to
// the width of the host: its vectoriser passes over loops that hold vectors.
//
// Only where vectors are loaded, computed lane by lane and stored, all within an iteration. What
// results is a loop as if unrolled by the number of lanes. It does the same, but for what a store that traps has
// written; if it is not vectorised after all, its lanes are put together again as they were.
#pragma once

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>

namespace wasmpi {

/// Moves vectors that are the same in every iteration, such as splats of a local, before the loop,
/// which has a preheader: nothing has done so yet.
void hoistVectors(llvm::Loop& loop, llvm::ScalarEvolution& evolution);

/// Whether a vector is made or taken.
bool touchesVector(const llvm::Instruction& instruction);

/// Whether `loop`, of one block, computes with vectors, and with each of them so.
bool hasSeparableVectors(const llvm::Loop& loop);

/// Turns the vectors of such a loop, which has a preheader, into scalars.
void separateVectors(llvm::Loop& loop);

} // namespace wasmpi
