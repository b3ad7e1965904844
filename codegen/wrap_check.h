// The check, made before a loop is entered, that none of its addresses wraps at 2^32.
//
// An address i32 {start,+,step} is congruent, modulo 2^32, to zext(start) + n * sext(step) in 64
// bits, in each iteration n; if that lies in [0, 2^32), the two are equal. It is affine in n, so it
// lies there in all iterations if it does in the first and in the last. The same holds in a nest of
// loops, if starts move by fixed steps there and iteration counts do not change: then the
// check is made before the nest, and an inner loop of few iterations costs one branch. Where it has
// to be made each time the innermost loop is entered, it is that of a LoopIndex, if there is one.
#pragma once

#include <optional>

#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/IR/Dominators.h>
#include <llvm/Transforms/Utils/ScalarEvolutionExpander.h>

#include "codegen/address_groups.h"
#include "codegen/loop_bound.h"
#include "codegen/loop_index.h"

namespace wasmpi {

class WrapCheck {
public:
  /// A check for the addresses of `groups`, as far out as it can be made. Nothing, if no iteration
  /// count is known when the loop is entered.
  static std::optional<WrapCheck> plan(llvm::Loop& loop, const AddressGroups& groups,
                                       llvm::ScalarEvolution& evolution,
                                       const llvm::DominatorTree& dominators,
                                       const llvm::SCEVExpander& expander);

  /// Whether nothing is left to check: no address can wrap.
  bool isProven() const { return spans_.empty() && !bounds_.front().condition; }
  /// The outermost loop that the check is made before.
  const llvm::Loop& loop() const { return *loop_; }
  /// What the check is about, if all addresses follow an index; else null.
  const LoopIndex* index() const { return index_ ? &*index_ : nullptr; }
  /// i1, at the end of the preheader of loop(): no address wraps.
  llvm::Value* emit(llvm::SCEVExpander& expander, llvm::ScalarEvolution& evolution) const;

private:
  /// Where a group's addresses lie: from `start`, moved by each of `steps` as often as its loop is
  /// repeated.
  struct Span {
    const llvm::SCEV* start;
    llvm::SmallVector<const llvm::SCEV*, 3> steps;
    uint64_t reach;
  };

  /// The lowest and the highest address of a span, i64. `low` is null where that is the start.
  struct Ends {
    const llvm::SCEV* low;
    const llvm::SCEV* high;
  };

  WrapCheck(llvm::Loop& loop, LoopBound bound) : loop_(&loop), bounds_{std::move(bound)} {}

  bool widen(llvm::ScalarEvolution& evolution, const llvm::DominatorTree& dominators);
  bool isExpandable(const llvm::SCEVExpander& expander) const;
  Ends endsOf(const Span& span, llvm::ScalarEvolution& evolution) const;
  bool isProven(const Span& span, llvm::ScalarEvolution& evolution) const;

  llvm::Loop* loop_;
  /// Of each loop of the nest in which a start moves, from the innermost outwards.
  llvm::SmallVector<LoopBound, 3> bounds_;
  llvm::SmallVector<Span> spans_;
  /// Instead of the spans.
  std::optional<LoopIndex> index_;
};

} // namespace wasmpi
