#include "cache/elf_notes.h"

#include <cstring>
#include <elf.h>

#include <algorithm>
#include <span>
#include <vector>

#include "cache/file_io.h"

namespace wasmpi {

namespace {

/// Looks for a note in a segment. Names end with a zero byte and, as contents, at a multiple of four bytes.
std::optional<std::string> findNote(std::span<const uint8_t> notes, std::string_view owner, uint32_t type) {
  const auto padded = [](uint32_t byteSize) { return (size_t{byteSize} + 3) & ~size_t{3}; };
  while (notes.size() >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr header;
    std::memcpy(&header, notes.data(), sizeof header);
    const size_t contents = sizeof header + padded(header.n_namesz);
    const size_t byteSize = contents + padded(header.n_descsz);
    if (byteSize > notes.size())
      return std::nullopt;
    if (header.n_type == type && header.n_namesz == owner.size() + 1 &&
        std::memcmp(notes.data() + sizeof header, owner.data(), owner.size()) == 0)
      return std::string(reinterpret_cast<const char*>(notes.data()) + contents, header.n_descsz);
    notes = notes.subspan(byteSize);
  }
  return std::nullopt;
}

} // namespace

std::optional<std::string> readElfNote(int fd, std::string_view owner, uint32_t type) {
  Elf64_Ehdr header;
  if (!readFully(fd, bytesOf(header), 0) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return std::nullopt;
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (!readFully(fd, bytesOf(segment), header.e_phoff + i * sizeof segment))
      return std::nullopt;
    constexpr uint64_t kMaxNotes = 64 << 10;
    if (segment.p_type != PT_NOTE)
      continue;
    std::vector<uint8_t> notes(std::min(segment.p_filesz, kMaxNotes));
    if (!readFully(fd, notes, segment.p_offset))
      return std::nullopt;
    if (auto contents = findNote(notes, owner, type))
      return contents;
  }
  return std::nullopt;
}

} // namespace wasmpi
