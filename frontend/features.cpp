// The rows of features.def as data, and the reading of --features.
#include "frontend/features.h"

#include <algorithm>

#include <fmt/format.h>

namespace wasmpi {

namespace {

constexpr FeatureRow kRows[] = {
#define FEATURE(name, text, level, isDefault, help) {Feature::name, text, level, isDefault, help},
#include "frontend/features.def"
#undef FEATURE
};
static_assert(std::size(kRows) <= 64, "a FeatureSet has 64 bits");

std::string listNames() {
  std::string names;
  for (const FeatureRow& row : kRows)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", row.name);
  return names;
}

} // namespace

std::span<const FeatureRow> featureRows() { return kRows; }

std::string_view nameOf(Feature feature) { return kRows[static_cast<size_t>(feature)].name; }

Expected<FeatureSet> FeatureSet::parse(std::string_view changes) {
  FeatureSet set;
  while (!changes.empty()) {
    const size_t comma = std::min(changes.find(','), changes.size());
    std::string_view name = changes.substr(0, comma);
    changes.remove_prefix(std::min(comma + 1, changes.size()));
    const bool isOn = !name.starts_with('-');
    if (name.starts_with('-') || name.starts_with('+'))
      name.remove_prefix(1);
    const auto* row = std::ranges::find(kRows, name, &FeatureRow::name);
    if (row == std::end(kRows))
      return failure(
          fmt::format("unknown feature \"{}\"; there are {}", printable(name), listNames()));
    if (row->feature == Feature::Mvp && !isOn)
      return failure("the feature mvp cannot be switched off");
    set.set(row->feature, isOn);
  }
  return set;
}

void refuseFeature(Feature feature, size_t offset, std::string_view what) {
  const std::string_view name = nameOf(feature);
  throw FormatError{Error{
      fmt::format("feature {} is off ({}); --features=+{} turns it on", name, what, name), offset}};
}

} // namespace wasmpi
