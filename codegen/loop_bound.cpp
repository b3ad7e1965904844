// LLVM's count, or else one of our own from an exit that compares a counter with a fixed end.
#include "codegen/loop_bound.h"

#include <llvm/Analysis/ScalarEvolutionExpressions.h>
#include <llvm/IR/Instructions.h>

namespace wasmpi {

namespace {

using Predicate = llvm::CmpInst::Predicate;

/// `counter predicate end`, as long as which the loop goes on.
struct Exit {
  const llvm::SCEVAddRecExpr* counter;
  Predicate predicate;
  const llvm::SCEV* end;
};

std::optional<Exit> exitAt(const llvm::Loop& loop, const llvm::BasicBlock& block,
                           llvm::ScalarEvolution& evolution) {
  const auto* branch = llvm::dyn_cast<llvm::BranchInst>(block.getTerminator());
  if (branch == nullptr || !branch->isConditional())
    return std::nullopt;
  const auto* compare = llvm::dyn_cast<llvm::ICmpInst>(branch->getCondition());
  if (compare == nullptr || !compare->getOperand(0)->getType()->isIntegerTy())
    return std::nullopt;
  Predicate predicate = loop.contains(branch->getSuccessor(0)) ? compare->getPredicate()
                                                               : compare->getInversePredicate();
  const llvm::SCEV* left = evolution.getSCEV(compare->getOperand(0));
  const llvm::SCEV* right = evolution.getSCEV(compare->getOperand(1));
  if (evolution.isLoopInvariant(left, &loop)) {
    std::swap(left, right);
    predicate = llvm::CmpInst::getSwappedPredicate(predicate);
  }
  const auto* counter = llvm::dyn_cast<llvm::SCEVAddRecExpr>(left);
  if (counter == nullptr || counter->getLoop() != &loop || !counter->isAffine() ||
      !evolution.isLoopInvariant(right, &loop))
    return std::nullopt;
  return Exit{counter, predicate, right};
}

bool goesUp(Predicate predicate) {
  return predicate == Predicate::ICMP_SLT || predicate == Predicate::ICMP_SLE ||
         predicate == Predicate::ICMP_ULT || predicate == Predicate::ICMP_ULE;
}

/// The counter goes from its start by fixed strides until it has reached or passed the end. The
/// condition: the end is at least a stride away from where the counter would overflow.
std::optional<LoopBound> count(const Exit& exit, llvm::ScalarEvolution& evolution) {
  const auto* step = llvm::dyn_cast<llvm::SCEVConstant>(exit.counter->getStepRecurrence(evolution));
  if (step == nullptr || step->isZero() || !llvm::CmpInst::isRelational(exit.predicate))
    return std::nullopt;
  const bool isUpwards = goesUp(exit.predicate);
  if (isUpwards != step->getAPInt().isStrictlyPositive())
    return std::nullopt;
  const bool isSigned = llvm::CmpInst::isSigned(exit.predicate);
  const bool includesEnd = llvm::CmpInst::isNonStrictPredicate(exit.predicate);
  const llvm::APInt stride = step->getAPInt().abs();
  const llvm::APInt room = stride - (includesEnd ? 0 : 1);
  const unsigned width = stride.getBitWidth();

  // Where the counter stands still if it is past the end from the start.
  const llvm::SCEV* const start = exit.counter->getStart();
  const llvm::SCEV* const one = evolution.getOne(start->getType());
  const llvm::SCEV* end = exit.end;
  const llvm::SCEV* way;
  Predicate predicate;
  llvm::APInt limit;
  if (isUpwards) {
    end = includesEnd ? evolution.getAddExpr(end, one) : end;
    end = isSigned ? evolution.getSMaxExpr(end, start) : evolution.getUMaxExpr(end, start);
    way = evolution.getMinusSCEV(end, start);
    predicate = isSigned ? Predicate::ICMP_SLE : Predicate::ICMP_ULE;
    limit = isSigned ? llvm::APInt::getSignedMaxValue(width) : llvm::APInt::getMaxValue(width);
    limit -= room;
  } else {
    end = includesEnd ? evolution.getMinusSCEV(end, one) : end;
    end = isSigned ? evolution.getSMinExpr(end, start) : evolution.getUMinExpr(end, start);
    way = evolution.getMinusSCEV(start, end);
    predicate = isSigned ? Predicate::ICMP_SGE : Predicate::ICMP_UGE;
    limit = isSigned ? llvm::APInt::getSignedMinValue(width) : llvm::APInt::getMinValue(width);
    limit += room;
  }
  const llvm::SCEV* const strides = evolution.getUDivExpr(
      evolution.getAddExpr(way, evolution.getConstant(stride - 1)), evolution.getConstant(stride));
  return LoopBound{strides, LoopBound::Condition{exit.end, predicate, limit}};
}

} // namespace

std::optional<LoopBound> LoopBound::of(const llvm::Loop& loop, llvm::ScalarEvolution& evolution) {
  std::optional<LoopBound> bound;
  // With several exits, the one that is counted.
  const llvm::SCEV* known = evolution.getSymbolicMaxBackedgeTakenCount(&loop);
  if (!llvm::isa<llvm::SCEVCouldNotCompute>(known)) {
    bound = LoopBound{known, std::nullopt};
  } else if (const llvm::BasicBlock* latch = loop.getLoopLatch();
             latch != nullptr && loop.isLoopExiting(latch)) {
    // Every repetition passes the latch.
    if (const auto exit = exitAt(loop, *latch, evolution))
      bound = count(*exit, evolution);
  }
  if (!bound || evolution.getTypeSizeInBits(bound->repetitions->getType()) > 64)
    return std::nullopt;
  bound->repetitions = evolution.getNoopOrZeroExtend(
      bound->repetitions, llvm::Type::getInt64Ty(evolution.getContext()));
  return bound;
}

bool LoopBound::isInvariant(const llvm::Loop& loop, llvm::ScalarEvolution& evolution) const {
  return evolution.isLoopInvariant(repetitions, &loop) &&
         (!condition || evolution.isLoopInvariant(condition->value, &loop));
}

} // namespace wasmpi
