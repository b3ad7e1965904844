// Reading and writing whole ranges of files: interrupted and partial calls are gone on with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

#include "frontend/error.h"

namespace wasmpi {

/// False, with errno (0 at the end of the file), if not all bytes could be read.
bool readFully(int fd, std::span<uint8_t> bytes, uint64_t offset);

/// Writes at the file's position. `path` is for the message.
Expected<void> writeFully(int fd, std::span<const uint8_t> bytes, const std::filesystem::path& path);

/// The bytes of a plain object, to be read or written as it lies in memory.
template <class T> std::span<uint8_t> bytesOf(T& object) {
  return {reinterpret_cast<uint8_t*>(&object), sizeof object};
}
template <class T> std::span<const uint8_t> bytesOf(const T& object) {
  return {reinterpret_cast<const uint8_t*>(&object), sizeof object};
}

} // namespace wasmpi
