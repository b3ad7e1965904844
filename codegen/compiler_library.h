// Opens libwasmpi-compiler.so, when something has to be compiled and not before: loading LLVM is
// what a warm start must not pay for.
//
// Free of LLVM. The library stays loaded until the process ends, since code it linked into memory
// may be in use.
#pragma once

#include <filesystem>

#include "codegen/compiler_api.h"
#include "frontend/error.h"

namespace wasmpi {

/// Where the library is: `chosen` if not empty, else $WASMPI_COMPILER, else beside the running program (its own folder,
/// ../lib, ../lib/<multiarch>). Fails with the places looked at.
Expected<std::filesystem::path> findCompilerLibrary(const std::filesystem::path& chosen = {});

/// Loads it and checks that it speaks this version of the API. The table lives as long as the
/// process.
Expected<const CompilerApi*> openCompilerLibrary(const std::filesystem::path& library);

} // namespace wasmpi
