// What native code depends on, as one digest: the module's bytes, wasmpi's ABI version, the compiler's identity, target and options.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "cache/digest.h"
#include "codegen/compiler_api.h"
#include "frontend/error.h"

namespace wasmpi {

struct CacheKey {
  Digest digest;
  /// "<triple>/<cpu and features>", the folder of the entry.
  std::string targetFolder;
  /// Of everything but the CPU and its features.
  Digest base = {};

  std::string_view tripleFolder() const;
  std::string_view cpuFolder() const;
  /// The key of the same code for the CPU and features that a folder beside this key's names. Of a folder whose name had to be altered
  /// (see isTargetFolder) it is a key nobody has.
  CacheKey forCpuFolder(std::string_view folder) const;
};

/// The CPU part of the folder of entries that a machine makes for itself: this, then its hostCpuIdentity.
inline constexpr std::string_view kNativeCpuPrefix = "native-";

/// Whether a text is a folder as keys have them: "<triple>/<cpu>[@features]", two plain names.
bool isTargetFolder(std::string_view text);

/// One name for the spellings of a triple that mean the same: "x86_64", "amd64-unknown-linux" are "x86_64-linux-gnu",
/// "arm64-alpine-linux-musl" is "aarch64-linux-musl".
std::string canonicalTriple(std::string_view triple);

/// Whether wasmpi makes code for a triple's architecture and system.
bool isKnownTarget(std::string_view triple);

/// The GNU build id of libwasmpi-compiler.so, read from the file without loading it: any rebuild of the compiler, or of what
/// it is linked with statically, changes it.
Expected<std::string> readCompilerIdentity(const std::filesystem::path& library);

CacheKey makeCacheKey(std::span<const uint8_t> moduleBytes, std::string_view compilerIdentity,
                      const CompileOptions& options);

} // namespace wasmpi
