// Bytes to Module (Core 5.5): sections in order, sizes exact, names in UTF-8. Function bodies are kept as spans.
#pragma once

#include <cstdint>
#include <span>

#include "frontend/error.h"
#include "frontend/module.h"

namespace wasmpi {

/// Decodes a binary module that may use `features`. The result points into `bytes`. On failure: the specification's wording and the
/// offset.
Expected<Module> parseModule(std::span<const uint8_t> bytes, FeatureSet features = {});

} // namespace wasmpi
