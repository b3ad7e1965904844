// A pass that keeps the traps of loads whose value nobody uses (Core 4.4.7: a load out of bounds
// traps, used or not).
//
// Loads of linear memory are plain loads, so that everything optimises them; a dead one would be
// deleted, and its trap with it. Run right after SROA, before any pass that deletes, this marks
// exactly the dead ones volatile: few enough to cost nothing. What remains: a load that becomes
// dead only by later optimisation may lose its trap.
#pragma once

#include <llvm/IR/PassManager.h>

namespace wasmpi {

class KeepDeadLoadsPass : public llvm::PassInfoMixin<KeepDeadLoadsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);

  /// Runs at every level, on every function.
  static bool isRequired() { return true; }
};

} // namespace wasmpi
