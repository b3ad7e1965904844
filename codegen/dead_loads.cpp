// Liveness from side effects and terminators backwards, then marking.
#include "codegen/dead_loads.h"

#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/Function.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Metadata.h>

#include "codegen/module_lowering.h"

namespace wasmpi {

namespace {

using LiveSet = llvm::SmallPtrSet<const llvm::Instruction*, 32>;

bool isLinearMemoryLoad(const llvm::LoadInst& load) {
  const llvm::MDNode* scopes = load.getMetadata(llvm::LLVMContext::MD_alias_scope);
  if (scopes == nullptr)
    return false;
  for (const llvm::MDOperand& scope : scopes->operands())
    if (llvm::AliasScopeNode(llvm::cast<llvm::MDNode>(scope)).getName() == kLinearMemoryScope)
      return true;
  return false;
}

/// Instructions that matter for what the function does, if all its loads succeed.
LiveSet liveInstructions(llvm::Function& function) {
  LiveSet live;
  llvm::SmallVector<const llvm::Instruction*, 64> work;
  const auto markLive = [&](const llvm::Instruction* instruction) {
    if (live.insert(instruction).second)
      work.push_back(instruction);
  };
  for (const llvm::Instruction& instruction : llvm::instructions(function))
    if (instruction.isTerminator() || instruction.mayHaveSideEffects())
      markLive(&instruction);
  while (!work.empty())
    for (const llvm::Use& operand : work.pop_back_val()->operands())
      if (const auto* definition = llvm::dyn_cast<llvm::Instruction>(operand.get()))
        markLive(definition);
  return live;
}

} // namespace

llvm::PreservedAnalyses KeepDeadLoadsPass::run(llvm::Function& function,
                                               llvm::FunctionAnalysisManager&) {
  const LiveSet live = liveInstructions(function);
  bool hasChanged = false;
  for (llvm::Instruction& instruction : llvm::instructions(function)) {
    auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction);
    if (load == nullptr || live.contains(load) || !isLinearMemoryLoad(*load))
      continue;
    load->setVolatile(true);
    hasChanged = true;
  }
  if (!hasChanged)
    return llvm::PreservedAnalyses::all();
  llvm::PreservedAnalyses preserved;
  preserved.preserveSet<llvm::CFGAnalyses>();
  return preserved;
}

} // namespace wasmpi
