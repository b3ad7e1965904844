#include "codegen/cpu_extensions.h"

#include <algorithm>
#include <vector>

#include <llvm/ADT/StringExtras.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/TargetParser/AArch64TargetParser.h>

namespace wasmpi {
namespace {

/// The features, and those that they bring with them.
llvm::FeatureBitset withImplied(llvm::FeatureBitset features,
                                llvm::ArrayRef<llvm::SubtargetFeatureKV> all) {
  llvm::FeatureBitset before;
  do {
    before = features;
    for (const llvm::SubtargetFeatureKV& feature : all)
      if (before.test(feature.Value))
        features |= feature.Implies.getAsBitset();
  } while (features != before);
  return features;
}

} // namespace

std::string cpuExtensions(const llvm::MCSubtargetInfo& generator) {
  const auto all = generator.getAllProcessorFeatures();
  // LLVM keeps advice on how to make fast code among the features, and says which a CPU has for
  // that; some of it brings extensions along, which are none.
  llvm::FeatureBitset advice;
  for (const llvm::SubtargetSubTypeKV& cpu : generator.getAllProcessorDescriptions())
    if (cpu.Key == generator.getCPU())
      advice = withImplied(cpu.TuneImplies.getAsBitset(), all) &
               ~withImplied(cpu.Implies.getAsBitset(), all);
  std::vector<std::string> names;
  for (const llvm::SubtargetFeatureKV& feature : all) {
    const std::string name = feature.Key;
    const bool isAdvice =
        advice.test(feature.Value) && !llvm::AArch64::targetFeatureToExtension("+" + name);
    if (generator.getFeatureBits().test(feature.Value) && !isAdvice)
      names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return llvm::join(names, ",");
}

} // namespace wasmpi
