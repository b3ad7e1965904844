// Addresses of loops as 64-bit pointers that advance, where the guest computes them modulo 2^32.
//
// Compilers to Wasm write `p + 8` as an i32.add, which may wrap. zext(p + 8) is not zext(p) + 8, so
// the host's optimiser sees unrelated addresses: it neither vectorises nor folds the addition into
// the access. This pass checks before a loop that none of its addresses wraps (wrap_check.h); if
// so, a version of the loop runs that says what the addresses have in common, otherwise the loop as
// it was. Both do the same; an address that really wraps stays exact.
//
// It has to run before the default pipeline, which turns zext(trunc x) into masks that hide what an
// address is; it cleans up what it needs itself. Only memories with guard pages: with explicit
// checks each access is behind a branch of its own, which nothing here would make cheaper.
#pragma once

#include <cstdint>
#include <string>

#include <llvm/IR/PassManager.h>

namespace wasmpi {

/// What was done to loops that access guarded memory.
struct NoWrapStatistics {
  /// Loops with a check and two versions.
  uint32_t versionedLoops = 0;
  /// Of these, loops whose check is made before a loop around them.
  uint32_t hoistedChecks = 0;
  /// Checks of an index (loop_index.h).
  uint32_t indexChecks = 0;
  /// Loops whose addresses were proven not to wrap.
  uint32_t provenLoops = 0;
  /// Addresses in the loops changed.
  uint32_t addresses = 0;

  NoWrapStatistics& operator+=(const NoWrapStatistics& other);
  /// A line for a user who wants to know.
  std::string text() const;
};

class NoWrapPass : public llvm::PassInfoMixin<NoWrapPass> {
public:
  /// `statistics` must outlive the pass.
  explicit NoWrapPass(NoWrapStatistics& statistics) : statistics_(statistics) {}

  llvm::PreservedAnalyses run(llvm::Function& function, llvm::FunctionAnalysisManager& analyses);

private:
  NoWrapStatistics& statistics_;
};

} // namespace wasmpi
