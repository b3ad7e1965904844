// From native code back to the module: the line tables and inline sites of an image (abi.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "codegen/abi.h"

namespace wasmpi {

/// Where an instruction comes from. Offsets count from the module's start; 0: not known.
struct SourcePlace {
  uint64_t wasmOffset = 0;
  /// Index into the image's inline sites, or InlineSite::kNone.
  uint32_t inlineSite = InlineSite::kNone;
};

/// The row of a line table that holds for `codeOffset`, counted from the range's begin. A table that ends within a row yields
/// what it held up to there.
SourcePlace findPlace(std::span<const uint8_t> lines, uint64_t codeOffset);

/// The Wasm offsets of a place and of the calls it was inlined through, innermost first.
std::vector<uint64_t> inlinedOffsets(const SourcePlace& place,
                                     std::span<const InlineSite> inlineSites);

} // namespace wasmpi
