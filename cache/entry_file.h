// One cache entry as a file: an ELF image, then a trailer that proves it whole. ELF loaders do not look behind the image.
#pragma once

#include <cstdint>
#include <sys/stat.h>

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "frontend/error.h"

namespace wasmpi {

/// More than an image has: its code reaches its own data with 32-bit displacements.
inline constexpr uint64_t kMaxImageByteSize = 4ull << 30;

struct EntryCheck {
  enum class State { Missing, Good, Refused } state;
  /// Why it was refused.
  std::string reason = {};
};

/// Why what `status` describes could be changed by others than this user and root; null if it cannot.
const char* trustFault(const struct stat& status);

/// Why the folders from `folder` up to `root` cannot be trusted with native code: others could put files into them. Empty if they can.
std::string folderFault(std::filesystem::path folder, const std::filesystem::path& root);

/// Checks owner, permissions (of the file and the folders up to `root`), length and checksum. Reads the whole file, and leaves its time of
/// access alone where this user may do so.
EntryCheck checkEntry(const std::filesystem::path& path, const std::filesystem::path& root);

/// The image of an entry that checkEntry has found good, verified once more as it is read; its time of access stays as well.
Expected<std::vector<uint8_t>> readEntry(const std::filesystem::path& path);

/// Writes image and trailer to a new file (mode 0600) and makes them durable; holds a lock on it meanwhile. May leave a partial file on
/// failure.
Expected<void> writeEntry(const std::filesystem::path& path, std::span<const uint8_t> image);

} // namespace wasmpi
