// Cloning, then mending what the clone's exits touch.
#include "codegen/loop_versions.h"

#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/MDBuilder.h>
#include <llvm/Transforms/Utils/BasicBlockUtils.h>
#include <llvm/Transforms/Utils/Cloning.h>
#include <llvm/Transforms/Utils/LoopUtils.h>

namespace wasmpi {

namespace {

/// Values of the loop arrive in its exit blocks from the copy too.
void addIncomingFromCopy(const llvm::Loop& loop, llvm::ValueToValueMapTy& copies,
                         llvm::ScalarEvolution& evolution) {
  llvm::SmallVector<llvm::BasicBlock*> exits;
  loop.getUniqueExitBlocks(exits);
  for (llvm::BasicBlock* exit : exits)
    for (llvm::PHINode& phi : exit->phis()) {
      evolution.forgetLcssaPhiWithNewPredecessor(const_cast<llvm::Loop*>(&loop), &phi);
      for (unsigned i = 0, count = phi.getNumIncomingValues(); i < count; ++i) {
        llvm::Value* value = phi.getIncomingValue(i);
        const auto copy = copies.find(value);
        phi.addIncoming(copy == copies.end() ? value : static_cast<llvm::Value*>(copy->second),
                        llvm::cast<llvm::BasicBlock>(copies[phi.getIncomingBlock(i)]));
      }
    }
}

/// What a block of the loop dominated outside of it, `chooser` does now.
void liftDominatedExits(const llvm::Loop& loop, llvm::BasicBlock* chooser,
                        llvm::DominatorTree& dominators) {
  llvm::SmallVector<llvm::BasicBlock*> outside;
  for (llvm::BasicBlock* block : loop.blocks())
    for (const llvm::DomTreeNode* child : *dominators.getNode(block))
      if (!loop.contains(child->getBlock()))
        outside.push_back(child->getBlock());
  for (llvm::BasicBlock* block : outside)
    dominators.changeImmediateDominator(block, chooser);
}

} // namespace

void addRareVersion(llvm::Loop& loop, llvm::Value* condition, llvm::LoopInfo& loops,
                    llvm::DominatorTree& dominators, llvm::ScalarEvolution& evolution) {
  llvm::BasicBlock* const chooser = loop.getLoopPreheader();
  llvm::BasicBlock* const preheader =
      llvm::SplitBlock(chooser, chooser->getTerminator(), &dominators, &loops);
  llvm::ValueToValueMapTy copies;
  llvm::SmallVector<llvm::BasicBlock*> blocks;
  llvm::Loop* const rare = llvm::cloneLoopWithPreheader(preheader, chooser, &loop, copies, ".rare",
                                                        &loops, &dominators, blocks);
  llvm::remapInstructionsInBlocks(blocks, copies);

  llvm::Instruction* const jump = chooser->getTerminator();
  llvm::IRBuilder<> builder(jump);
  builder.CreateCondBr(condition, preheader, rare->getLoopPreheader(),
                       llvm::MDBuilder(builder.getContext()).createLikelyBranchWeights());
  jump->eraseFromParent();

  addIncomingFromCopy(loop, copies, evolution);
  liftDominatedExits(loop, chooser, dominators);
  evolution.forgetLoop(&loop);
  evolution.forgetBlockAndLoopDispositions();
  llvm::addStringMetadataToLoop(rare, "llvm.loop.vectorize.enable", 0);
  llvm::addStringMetadataToLoop(rare, "llvm.loop.unroll.disable", 1);
}

} // namespace wasmpi
