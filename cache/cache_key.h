// What native code depends on, as one digest: the module's bytes, wasmpi's ABI version, the compiler's identity, target and options.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

#include "cache/digest.h"
#include "codegen/compiler_api.h"
#include "frontend/error.h"

namespace wasmpi {

struct CacheKey {
  Digest digest;
  /// "<triple>/<cpu and features>", the folder of the entry.
  std::string targetFolder;
};

/// The GNU build id of libwasmpi-compiler.so, read from the file without loading it: any rebuild of the compiler, or of what
/// it is linked with statically, changes it.
Expected<std::string> readCompilerIdentity(const std::filesystem::path& library);

CacheKey makeCacheKey(std::span<const uint8_t> moduleBytes, std::string_view compilerIdentity,
                      const CompileOptions& options);

} // namespace wasmpi
