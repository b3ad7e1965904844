// Sizes as a command line gives them.
#pragma once

#include <cstdint>
#include <string>

#include "frontend/error.h"

namespace wasmpi {

/// "64M", "2G", "4096": a size in bytes with an optional power-of-two suffix K, M, G.
Expected<uint64_t> parseByteSize(const std::string& text);

} // namespace wasmpi
