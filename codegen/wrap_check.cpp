// The arithmetic of the check. Why 64 bits are enough: a step is at least -2^31 and below 2^31, a
// start and a reach are below 2^32. One loop is repeated less than 2^32 times, or each of up to
// three less than 2^30 times, or the check fails for that reason; so the exact ends lie between
// -2^63 and 2^63 + 2^33, and none outside of [0, 2^32) looks as if it were inside when taken modulo
// 2^64.
#include "codegen/wrap_check.h"

#include <llvm/Analysis/ScalarEvolutionExpressions.h>

namespace wasmpi {

namespace {

constexpr size_t kMaxLoopDepth = 3;
constexpr unsigned kNestRepetitionBitCount = 30;
constexpr uint64_t kAddressCount = uint64_t{1} << kAddressBitCount;

} // namespace

std::optional<WrapCheck> WrapCheck::plan(llvm::Loop& loop, const AddressGroups& groups,
                                         llvm::ScalarEvolution& evolution,
                                         const llvm::DominatorTree& dominators,
                                         const llvm::SCEVExpander& expander) {
  auto bound = LoopBound::of(loop, evolution);
  if (!bound)
    return std::nullopt;
  WrapCheck check(loop, std::move(*bound));
  for (const AddressGroup& group : groups) {
    if (group.isInvariant())
      continue;
    Span span{group.start, {group.step}, group.reach};
    if (!check.isProven(span, evolution))
      check.spans_.push_back(std::move(span));
  }
  if (check.isProven())
    return check;
  if (!check.isExpandable(expander))
    return std::nullopt;
  WrapCheck wider = check;
  while (wider.widen(evolution, dominators) && wider.isExpandable(expander))
    check = wider;
  if (check.loop_ == &loop) {
    check.index_ = LoopIndex::find(loop, groups, evolution);
    if (check.index_ &&
        !check.index_->isExpandable(expander, loop.getLoopPreheader()->getTerminator()))
      check.index_.reset();
  }
  return check;
}

/// Whether what is computed is defined, and cannot divide by zero, before loop().
bool WrapCheck::isExpandable(const llvm::SCEVExpander& expander) const {
  const llvm::Instruction* const end = loop_->getLoopPreheader()->getTerminator();
  const auto isSafe = [&](const llvm::SCEV* value) {
    return expander.isSafeToExpandAt(value, end);
  };
  return llvm::all_of(bounds_,
                      [&](const LoopBound& bound) {
                        return isSafe(bound.repetitions) &&
                               (!bound.condition || isSafe(bound.condition->value));
                      }) &&
         llvm::all_of(spans_, [&](const Span& span) {
           return isSafe(span.start) && llvm::all_of(span.steps, isSafe);
         });
}

/// Makes this a check before the loop around loop(), if that can be.
bool WrapCheck::widen(llvm::ScalarEvolution& evolution, const llvm::DominatorTree& dominators) {
  llvm::Loop* const outer = loop_->getParentLoop();
  if (outer == nullptr || !outer->isLoopSimplifyForm() ||
      // What is not entered each time must not make the check fail.
      !dominators.dominates(loop_->getLoopPreheader(), outer->getLoopLatch()))
    return false;
  const auto isFixed = [&](const llvm::SCEV* value) {
    return evolution.isLoopInvariant(value, outer);
  };
  if (!llvm::all_of(bounds_,
                    [&](const LoopBound& bound) { return bound.isInvariant(*outer, evolution); }))
    return false;
  bool isMoved = false;
  llvm::SmallVector<Span> spans = spans_;
  for (Span& span : spans) {
    if (!llvm::all_of(span.steps, isFixed))
      return false;
    const auto* recurrence = llvm::dyn_cast<llvm::SCEVAddRecExpr>(span.start);
    if (isFixed(span.start)) {
      span.steps.push_back(evolution.getZero(span.start->getType()));
    } else if (recurrence != nullptr && recurrence->getLoop() == outer && recurrence->isAffine()) {
      span.start = recurrence->getStart();
      span.steps.push_back(recurrence->getStepRecurrence(evolution));
      isMoved = true;
    } else {
      return false;
    }
  }
  if (isMoved) {
    // A loop that can be left early may stay far below its bound.
    const auto bound =
        outer->getExitingBlock() != nullptr ? LoopBound::of(*outer, evolution) : std::nullopt;
    if (!bound || !bound->isInvariant(*outer, evolution) || bounds_.size() == kMaxLoopDepth)
      return false;
    bounds_.push_back(*bound);
    spans_ = std::move(spans);
  }
  loop_ = outer;
  return true;
}

WrapCheck::Ends WrapCheck::endsOf(const Span& span, llvm::ScalarEvolution& evolution) const {
  llvm::Type* const wide = llvm::Type::getInt64Ty(evolution.getContext());
  llvm::SmallVector<const llvm::SCEV*> low{evolution.getZeroExtendExpr(span.start, wide)};
  llvm::SmallVector<const llvm::SCEV*> high{low.front(), evolution.getConstant(wide, span.reach)};
  const llvm::SCEV* const zero = evolution.getZero(wide);
  for (const auto& [step, bound] : llvm::zip_equal(span.steps, bounds_)) {
    const llvm::SCEV* const way =
        evolution.getMulExpr(evolution.getSignExtendExpr(step, wide), bound.repetitions);
    if (evolution.isKnownNonNegative(step)) {
      high.push_back(way);
    } else if (evolution.isKnownNegative(step)) {
      low.push_back(way);
    } else {
      low.push_back(evolution.getSMinExpr(way, zero));
      high.push_back(evolution.getSMaxExpr(way, zero));
    }
  }
  return {low.size() == 1 ? nullptr : evolution.getAddExpr(low), evolution.getAddExpr(high)};
}

bool WrapCheck::isProven(const Span& span, llvm::ScalarEvolution& evolution) const {
  // Ranges say nothing of sums that might overflow 64 bits.
  if (evolution.getUnsignedRangeMax(bounds_.front().repetitions).uge(kAddressCount))
    return false;
  const Ends ends = endsOf(span, evolution);
  return (ends.low == nullptr || evolution.getSignedRangeMin(ends.low).isNonNegative()) &&
         evolution.getUnsignedRangeMax(ends.high).ult(kAddressCount);
}

llvm::Value* WrapCheck::emit(llvm::SCEVExpander& expander, llvm::ScalarEvolution& evolution) const {
  llvm::Instruction* const end = loop_->getLoopPreheader()->getTerminator();
  llvm::IRBuilder<> builder(end);
  llvm::Type* const wide = builder.getInt64Ty();
  // All values are below 2^32 if the union of their bits is.
  llvm::Value* bits = builder.getInt64(0);
  const auto add = [&](llvm::Value* value) { bits = builder.CreateOr(bits, value); };
  llvm::Value* holds = nullptr;
  const auto require = [&](llvm::Value* condition) {
    holds = holds == nullptr ? condition : builder.CreateAnd(holds, condition);
  };
  if (index_)
    require(index_->emitCheck(bounds_.front().repetitions, expander, evolution, end));
  else
    for (const Span& span : spans_) {
      const Ends ends = endsOf(span, evolution);
      for (const llvm::SCEV* address : {ends.low, ends.high})
        if (address != nullptr)
          add(expander.expandCodeFor(address, wide, end));
    }
  for (const LoopBound& bound : bounds_) {
    const llvm::APInt greatest = evolution.getUnsignedRangeMax(bound.repetitions);
    if (greatest.uge(kAddressCount))
      add(expander.expandCodeFor(bound.repetitions, wide, end));
    constexpr unsigned kSpareBitCount = kAddressBitCount - kNestRepetitionBitCount;
    if (bounds_.size() > 1 && greatest.uge(kAddressCount >> kSpareBitCount))
      add(builder.CreateShl(expander.expandCodeFor(bound.repetitions, wide, end), kSpareBitCount));
    if (const auto& condition = bound.condition)
      require(builder.CreateICmp(
          condition->predicate,
          expander.expandCodeFor(condition->value, condition->value->getType(), end),
          builder.getInt(condition->limit)));
  }
  require(builder.CreateICmpULT(bits, builder.getInt64(kAddressCount)));
  return holds;
}

} // namespace wasmpi
