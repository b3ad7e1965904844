// How much LLVM is asked to do for one function. Some of its passes take the square of a function's
// size in shapes no compiler of C makes, but a hostile module may: those functions get fewer passes,
// so that compiling takes time in proportion to the module.
//
// Over a limit a function is "optnone": after cheap, linear passes the optimiser passes it over, and
// its partition's code is generated as at -O0. What it does stays the same. The limits are far beyond
// ordinary code; bench/wasmpi_bench/shapes.py has the shapes they were measured with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <llvm/IR/Function.h>
#include <llvm/IR/PassManager.h>

namespace wasmpi {

/// Instructions of a block: the machine schedulers, the two-address pass and SLP vectorising take its
/// square. 20,000 of them take about 3 s.
inline constexpr uint32_t kMaxBlockInstructions = 20'000;
/// Phis and selects each of which depends on the one before: InstCombine moves constants along all of
/// the chain. 1,000 of them take about 1 s.
inline constexpr uint32_t kMaxPhiChain = 1'000;
/// Loops: LoopDeletion and IndVarSimplify look through the function for each. 2,000 take up to 4 s.
inline constexpr uint32_t kMaxLoops = 2'000;
/// Instructions of a function: 5 to 10 s if nothing is worse than linear.
inline constexpr uint32_t kMaxInstructions = 200'000;
/// Locals times blocks: SROA looks for each local through all blocks it lives in. 16 million take
/// up to 2 s. A function beyond that keeps its locals in memory.
inline constexpr uint64_t kMaxLocalsTimesBlocks = 16'000'000;

/// A chain goes along forward edges only. There are locals before SROA only.
struct FunctionMeasure {
  uint32_t instructions = 0;
  uint32_t longestBlock = 0;
  uint32_t phiChain = 0;
  uint32_t loops = 0;
  uint32_t locals = 0;
  uint32_t blocks = 0;
};
FunctionMeasure measure(llvm::Function& function);

/// Holds functions to the limits, and says of each that exceeds one by how much.
class LimitEffortPass : public llvm::PassInfoMixin<LimitEffortPass> {
public:
  /// BeforePromoting: before SROA, at any level. BeforeOptimizing: after SROA, and again after
  /// inlining. BeforeCodeGeneration: after everything; chains and loops do no harm any more.
  enum class Stage { BeforePromoting, BeforeOptimizing, BeforeCodeGeneration };

  /// `notes` must outlive the pass.
  LimitEffortPass(Stage stage, std::vector<std::string>& notes) : stage_(stage), notes_(notes) {}

  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);

private:
  Stage stage_;
  std::vector<std::string>& notes_;
};

} // namespace wasmpi
