// The features of WebAssembly (features.def), and sets of them: what a module may use.
//
// A set is asked where an encoding is read or validated; the bits of a set are stable within one
// build only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "frontend/error.h"

namespace wasmpi {

enum class Feature : uint8_t {
#define FEATURE(name, text, level, isDefault, help) name,
#include "frontend/features.def"
#undef FEATURE
};

/// A row of features.def.
struct FeatureRow {
  Feature feature;
  std::string_view name;
  std::string_view level;
  bool isDefault;
  std::string_view help;
};

/// All rows, in their order.
std::span<const FeatureRow> featureRows();
std::string_view nameOf(Feature feature);

class FeatureSet {
public:
  /// The features that are on by default.
  constexpr FeatureSet() {
#define FEATURE(name, text, level, isDefault, help) set(Feature::name, isDefault);
#include "frontend/features.def"
#undef FEATURE
  }
  static constexpr FeatureSet all() { return fromBits(~uint64_t{0}); }
  static constexpr FeatureSet fromBits(uint64_t bits) {
    FeatureSet set;
    set.bits_ = bits & kKnownBits;
    return set;
  }
  /// The default set changed by "+simd,-threads"; a name without a sign is switched on. The error
  /// for an unknown name lists the known ones; "mvp" cannot be switched off.
  static Expected<FeatureSet> parse(std::string_view changes);

  constexpr bool contains(Feature feature) const { return (bits_ & bitOf(feature)) != 0; }
  constexpr void set(Feature feature, bool isOn) {
    bits_ = isOn ? bits_ | bitOf(feature) : bits_ & ~bitOf(feature);
  }
  constexpr uint64_t bits() const { return bits_; }
  friend constexpr bool operator==(FeatureSet, FeatureSet) = default;

private:
  static constexpr uint64_t bitOf(Feature feature) {
    return uint64_t{1} << static_cast<unsigned>(feature);
  }
  static constexpr uint64_t kKnownBits = 0
#define FEATURE(name, text, level, isDefault, help)                                                \
  | uint64_t{1} << static_cast<unsigned>(Feature::name)
#include "frontend/features.def"
#undef FEATURE
      ;

  uint64_t bits_ = 0;
};

/// Throws FormatError "feature simd is off (instruction v128.load); --features=+simd turns it on"
/// at `offset`; `what` is the thing that needs the feature.
[[noreturn]] void refuseFeature(Feature feature, size_t offset, std::string_view what);

} // namespace wasmpi
