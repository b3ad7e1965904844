// How an entry comes to its place: written under a temporary name, made durable, renamed; and what writers that were killed on the way
// have left behind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "frontend/error.h"

namespace wasmpi {

/// Makes the folder and those above it, for this user alone. False, with errno, if there is none afterwards.
bool makePrivateFolder(const std::filesystem::path& folder);

/// Writes an image as the entry `path`, in a folder that is there. A reader sees all of it or what was there before; a failure
/// leaves nothing behind.
Expected<void> publishEntry(const std::filesystem::path& path, std::span<const uint8_t> image);

/// Whether a file's name is one that entries have while they are written.
bool isTemporaryEntry(const std::filesystem::path& path);

/// Whether the process that wrote a temporary file or held a lock file is gone. It told so by a lock; where there are none, by an age
/// of over an hour. Files of less than a minute are never taken for abandoned. Ages are counted in both directions, since clocks are set
/// back.
bool isAbandoned(const std::filesystem::path& path);

/// Removes the abandoned temporary files of a folder; returns how many.
size_t collectAbandoned(const std::filesystem::path& folder);

} // namespace wasmpi
