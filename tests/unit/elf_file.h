// ELF files of notes alone, as tests want them.
#pragma once

#include <elf.h>

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace wasmpi::test {

template <class T> void appendBytes(std::vector<uint8_t>& bytes, const T& value) {
  const auto* data = reinterpret_cast<const uint8_t*>(&value);
  bytes.insert(bytes.end(), data, data + sizeof value);
}

/// Appends a note of `owner`, padded as a segment wants it.
inline void appendNote(std::vector<uint8_t>& notes, std::string_view owner, uint32_t type, std::string_view contents) {
  const auto pad = [&](size_t atLeast) { notes.resize((notes.size() + atLeast + 3) & ~size_t{3}); };
  appendBytes(notes, Elf64_Nhdr{.n_namesz = static_cast<Elf64_Word>(owner.size() + 1),
                                .n_descsz = static_cast<Elf64_Word>(contents.size()),
                                .n_type = type});
  notes.insert(notes.end(), owner.begin(), owner.end());
  pad(1); // the name's NUL
  notes.insert(notes.end(), contents.begin(), contents.end());
  pad(0);
}

/// A file with one segment, of these notes.
inline std::vector<uint8_t> elfFileOf(const std::vector<uint8_t>& notes) {
  Elf64_Ehdr header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_phoff = sizeof header;
  header.e_phnum = 1;
  Elf64_Phdr segment = {};
  segment.p_type = PT_NOTE;
  segment.p_offset = sizeof header + sizeof segment;
  segment.p_filesz = notes.size();
  std::vector<uint8_t> file;
  appendBytes(file, header);
  appendBytes(file, segment);
  file.insert(file.end(), notes.begin(), notes.end());
  return file;
}

} // namespace wasmpi::test
