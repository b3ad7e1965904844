// Measuring, and marking what exceeds a limit.
#include "codegen/effort.h"

#include <algorithm>

#include <fmt/format.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/PostOrderIterator.h>
#include <llvm/ADT/SmallPtrSet.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Instructions.h>
#include <llvm/Transforms/Scalar/ADCE.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>

#include "codegen/dead_loads.h"

namespace wasmpi {

namespace {

using ChainLengths = llvm::DenseMap<const llvm::Value*, uint32_t>;

/// The longest chain that ends in `instruction`, of operands that came before it.
uint32_t chainLength(const llvm::Instruction& instruction, const ChainLengths& known) {
  uint32_t longest = 0;
  for (const llvm::Use& operand : instruction.operands())
    if (const auto found = known.find(operand.get()); found != known.end())
      longest = std::max(longest, found->second);
  const bool isLink = llvm::isa<llvm::PHINode, llvm::SelectInst>(instruction);
  return longest + (isLink ? 1 : 0);
}

/// What exceeds its limit, or nothing.
std::string excess(const FunctionMeasure& measured, LimitEffortPass::Stage stage) {
  if (stage == LimitEffortPass::Stage::BeforePromoting) {
    if (uint64_t{measured.locals} * measured.blocks <= kMaxLocalsTimesBlocks)
      return {};
    return fmt::format("{} locals in {} blocks (limit of the product {})", measured.locals,
                       measured.blocks, kMaxLocalsTimesBlocks);
  }
  if (measured.instructions > kMaxInstructions)
    return fmt::format("{} instructions (limit {})", measured.instructions, kMaxInstructions);
  if (measured.longestBlock > kMaxBlockInstructions)
    return fmt::format("{} instructions without a branch (limit {})", measured.longestBlock,
                       kMaxBlockInstructions);
  if (stage == LimitEffortPass::Stage::BeforeCodeGeneration)
    return {};
  if (measured.phiChain > kMaxPhiChain)
    return fmt::format("a chain of {} choices of a value (limit {})", measured.phiChain,
                       kMaxPhiChain);
  if (measured.loops > kMaxLoops)
    return fmt::format("{} loops (limit {})", measured.loops, kMaxLoops);
  return {};
}

} // namespace

FunctionMeasure measure(llvm::Function& function) {
  FunctionMeasure result;
  ChainLengths lengths;
  llvm::SmallPtrSet<const llvm::BasicBlock*, 32> seen, loopHeaders;
  for (const llvm::BasicBlock* block : llvm::ReversePostOrderTraversal<llvm::Function*>(&function)) {
    uint32_t count = 0;
    seen.insert(block);
    for (const llvm::BasicBlock* successor : llvm::successors(block))
      if (seen.contains(successor))
        loopHeaders.insert(successor);
    ++result.blocks;
    for (const llvm::Instruction& instruction : *block) {
      ++count;
      result.locals += llvm::isa<llvm::AllocaInst>(instruction);
      const uint32_t length = chainLength(instruction, lengths);
      if (length != 0)
        lengths[&instruction] = length;
      result.phiChain = std::max(result.phiChain, length);
    }
    result.instructions += count;
    result.longestBlock = std::max(result.longestBlock, count);
  }
  result.loops = static_cast<uint32_t>(loopHeaders.size());
  return result;
}

llvm::PreservedAnalyses LimitEffortPass::run(llvm::Function& function,
                                             llvm::FunctionAnalysisManager& analyses) {
  const std::string reason = excess(measure(function), stage_);
  if (reason.empty())
    return llvm::PreservedAnalyses::all();
  llvm::FunctionPassManager cheap;
  if (stage_ == Stage::BeforePromoting) {
    // From here on it would pass this function over.
    cheap.addPass(KeepDeadLoadsPass());
  } else if (stage_ == Stage::BeforeOptimizing) {
    cheap.addPass(llvm::EarlyCSEPass());
    cheap.addPass(llvm::ADCEPass());
  }
  cheap.run(function, analyses);
  function.removeFnAttr(llvm::Attribute::AlwaysInline);
  function.addFnAttr(llvm::Attribute::OptimizeNone);
  function.addFnAttr(llvm::Attribute::NoInline);
  if (!function.hasAvailableExternallyLinkage())
    notes_.push_back(fmt::format("{} is hardly optimised: {}", function.getName().str(), reason));
  return llvm::PreservedAnalyses::none();
}

} // namespace wasmpi
