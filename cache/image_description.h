// What an image says of itself (codegen/image_note.h), read from its file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace wasmpi {

struct ImageDescription {
  /// LLVM's name of the CPU.
  std::string cpu;
  /// The features the code may use, "avx,avx2".
  std::string needs;
};

/// Nullopt if there is no file, or it says nothing. The entry's checksum is not looked at.
std::optional<ImageDescription> describeImage(const std::filesystem::path& path);

} // namespace wasmpi
