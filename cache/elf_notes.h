// Notes of ELF files (PT_NOTE), read without loading the file: how a compiler library is named, what an image needs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wasmpi {

/// The contents of the note with this owner and type; nullopt if the file has none or is no ELF file. Any bytes may be in the file.
std::optional<std::string> readElfNote(int fd, std::string_view owner, uint32_t type);

} // namespace wasmpi
