// The module that a command line names.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "frontend/error.h"

namespace wasmpi {

/// Reads a module file whole. The error names the file and the cause.
Expected<std::vector<uint8_t>> readModuleFile(const std::filesystem::path& path);

} // namespace wasmpi
