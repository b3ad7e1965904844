// Whole modules out of a ByteSource: deterministic, always ending, without imports.
//
// Exports: run0, run1 ... () -> (), each calling one generated function with new fuel and summing up its
// results; `state` () -> i64, a digest of globals and table sizes; `memory`, `memory1` ...
#pragma once

#include <set>
#include <string>
#include <vector>

#include "byte_source.h"
#include "frontend/opcodes.h"

namespace wasmpi::fuzz {

struct GeneratedModule {
  Bytes bytes;
  uint32_t runCount = 0;
  /// Of all the rows that may occur in it.
  std::set<Feature> features;
};

/// What a module did: a line for each of its runs (outcome.h).
using Outcome = std::vector<std::string>;

GeneratedModule generateModule(ByteSource source);

} // namespace wasmpi::fuzz
