// How often a loop is repeated at most, known before it is entered.
//
// LLVM counts a loop only if it knows that the counter does not overflow. Wasm has no such promise:
// `for (i = 0; i < n; i += 4)` never ends for some n, and so does `i <= n` for one. Here the count
// comes with the condition under which it holds.
#pragma once

#include <optional>

#include <llvm/ADT/APInt.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/IR/InstrTypes.h>

namespace wasmpi {

struct LoopBound {
  /// `value predicate limit`.
  struct Condition {
    const llvm::SCEV* value;
    llvm::CmpInst::Predicate predicate;
    llvm::APInt limit;
  };

  /// i64: how often the loop jumps back at most.
  const llvm::SCEV* repetitions;
  /// Under which that holds; none: always.
  std::optional<Condition> condition;

  /// Nothing, if no exit can be counted.
  static std::optional<LoopBound> of(const llvm::Loop& loop, llvm::ScalarEvolution& evolution);

  bool isInvariant(const llvm::Loop& loop, llvm::ScalarEvolution& evolution) const;
};

} // namespace wasmpi
