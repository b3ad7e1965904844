// libwasmpi-compiler.so, opened when something has to be compiled.
//
// Once opened it stays: LLVM's static objects do not survive being unloaded and loaded again, and code it linked into memory
// belongs to it.
#pragma once

#include <filesystem>

#include "codegen/compiler_api.h"
#include "frontend/error.h"

namespace wasmpi {

/// Where the library lies: `chosen`, else $WASMPI_COMPILER, else beside the running program (../lib, as built and as installed), else
/// where this build of wasmpi is installed.
std::filesystem::path findCompilerLibrary(const std::filesystem::path& chosen);

/// Opens it and checks its version. May be called again.
Expected<const CompilerApi*> openCompilerLibrary(const std::filesystem::path& path);

} // namespace wasmpi
