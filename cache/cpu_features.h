// Which extensions of its architecture a machine has, told without LLVM: so that code made for
// another CPU can be used where nothing it needs is missing.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wasmpi {

class CpuFeatures {
public:
  using Names = std::set<std::string, std::less<>>;

  /// Asks the processor and the operating system.
  static CpuFeatures ofHost();

  /// Of a machine with these, by LLVM's names.
  explicit CpuFeatures(Names names) : names_(std::move(names)) {}

  /// What code that needs certain features finds here.
  struct Fit {
    /// The first feature that is missing, or is none that anything is known of; empty: the code
    /// runs.
    std::string missing;
    /// Features that the code may use.
    size_t usedCount = 0;
    /// Whether those are all the machine has.
    bool isComplete = false;
  };

  /// `needs` as in an image's note: "avx,avx2".
  Fit fit(std::string_view needs) const;

  const Names& names() const { return names_; }

private:
  Names names_;
};

/// CPUs by LLVM's names that stand for many machines, and whose code this one can run: levels of the
/// x86-64 psABI, or "generic".
std::vector<std::string_view> runnableCommonCpus();

} // namespace wasmpi
