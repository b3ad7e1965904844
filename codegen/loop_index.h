// An index that all of a loop's addresses follow: `base + scale * index`.
//
// So are the rows of a sparse matrix read, `for (k = start[i]; k < start[i + 1]; ++k) a[k] *
// x[column[k]]`: the loop is short and often entered, its first index is known only then, but
// neither bases nor scales change in the loop around it. Then one comparison of the last index with
// a limit, which is computed once, tells that no address wraps, and no pointer is computed for each
// row.
#pragma once

#include <cstdint>
#include <optional>

#include <llvm/ADT/SmallVector.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Analysis/ScalarEvolution.h>
#include <llvm/Transforms/Utils/ScalarEvolutionExpander.h>

#include "codegen/address_groups.h"

namespace wasmpi {

struct LoopIndex {
  /// Of a group that moves: its first address is base + 2^shift * first, modulo 2^32.
  struct Base {
    /// i32, the same in all of the loop around.
    const llvm::SCEV* address;
    unsigned shift;
    /// The group's.
    uint64_t reach;
  };

  /// i32: the index when the loop is entered.
  const llvm::SCEV* first;
  /// What is added to the index for each iteration.
  uint64_t stride;
  /// By group; null for those that do not move.
  llvm::SmallVector<std::optional<Base>> bases;
  /// Before the loop around, where what is the same in all of it is computed.
  llvm::Instruction* outside;

  /// Nothing, if there is no loop around `loop`, or its addresses are not of this form.
  static std::optional<LoopIndex> find(const llvm::Loop& loop, const AddressGroups& groups,
                                       llvm::ScalarEvolution& evolution);

  /// Whether what is computed is defined where it is, `place` being before the loop.
  bool isExpandable(const llvm::SCEVExpander& expander, const llvm::Instruction* place) const;
  /// i1, before `place`: no address wraps if the loop is repeated `repetitions` (i64) times. That
  /// has to be below 2^32.
  llvm::Value* emitCheck(const llvm::SCEV* repetitions, llvm::SCEVExpander& expander,
                         llvm::ScalarEvolution& evolution, llvm::Instruction* place) const;
};

} // namespace wasmpi
