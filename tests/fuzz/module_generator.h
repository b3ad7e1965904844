// Whole modules out of a ByteSource: deterministic, always ending, without imports.
//
// Exports: run0, run1 ... () -> (), each calling one generated function with new fuel and summing up its
// results; `state` () -> i64, a digest of globals and table sizes; `memory`, `memory1` ...
#pragma once

#include <set>

#include "byte_source.h"
#include "frontend/opcodes.h"

namespace wasmpi::fuzz {

struct GeneratedModule {
  Bytes bytes;
  uint32_t runCount = 0;
  /// Of all the rows that may occur in it.
  std::set<Feature> features;
};

GeneratedModule generateModule(ByteSource source);

} // namespace wasmpi::fuzz
