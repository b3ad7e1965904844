// Which functions of a module are compiled together. A partition becomes one llvm::Module and one
// relocatable object.
//
// Invariants: every defined function belongs to exactly one partition; the plan is a function of
// the module alone (never of the machine or its core count), so that an image's bytes are
// reproducible. Works on a validated module; free of LLVM.
#pragma once

#include <cstdint>
#include <vector>

#include "frontend/module.h"

namespace wasmpi {

struct PartitionPlan {
  /// Defined functions lowered here, as function indices in increasing order; never empty unless
  /// the module defines none.
  std::vector<uint32_t> functions;
  /// Small functions of other partitions, in increasing order, emitted here as available_externally
  /// for the inliner.
  std::vector<uint32_t> inlineCopies;
  /// Those of `functions` that another partition calls or inlines, in increasing order. They need a
  /// symbol other objects see, as escaping functions do.
  std::vector<uint32_t> sharedFunctions;
  /// Then functions that do not escape are internal; otherwise they are external and hidden.
  bool isOnlyPartition = true;
};

/// At least one partition, ordered by their first function.
std::vector<PartitionPlan> planPartitions(const Module& module);

/// Sum of the sizes of the partition's bodies, a measure of the work to compile it.
uint64_t bodyByteSize(const Module& module, const PartitionPlan& plan);

} // namespace wasmpi
