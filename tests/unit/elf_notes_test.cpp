#include "cache/elf_notes.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

#include "cache/unique_fd.h"

using namespace wasmpi; // NOLINT: a test

namespace {

/// An ELF file with two notes in one segment: owners "other" and "mine", both of type 5.
std::vector<uint8_t> fileWithNotes() {
  std::vector<uint8_t> notes;
  for (const std::string_view text : {"other", "mine"}) {
    const Elf64_Nhdr header = {.n_namesz = static_cast<Elf64_Word>(text.size() + 1), .n_descsz = 6, .n_type = 5};
    const auto* bytes = reinterpret_cast<const uint8_t*>(&header);
    notes.insert(notes.end(), bytes, bytes + sizeof header);
    notes.insert(notes.end(), text.begin(), text.end());
    notes.resize((notes.size() + 1 + 3) & ~size_t{3});
    const std::string contents = "of " + std::string(text.substr(0, 3));
    notes.insert(notes.end(), contents.begin(), contents.end());
    notes.resize((notes.size() + 3) & ~size_t{3});
  }
  Elf64_Ehdr header = {};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_phoff = sizeof header;
  header.e_phnum = 1;
  Elf64_Phdr segment = {};
  segment.p_type = PT_NOTE;
  segment.p_offset = sizeof header + sizeof segment;
  segment.p_filesz = notes.size();
  std::vector<uint8_t> file(sizeof header + sizeof segment);
  std::memcpy(file.data(), &header, sizeof header);
  std::memcpy(file.data() + sizeof header, &segment, sizeof segment);
  file.insert(file.end(), notes.begin(), notes.end());
  return file;
}

std::optional<std::string> readFrom(const std::vector<uint8_t>& bytes, std::string_view owner, uint32_t type) {
  const UniqueFd file(memfd_create("test", MFD_CLOEXEC));
  REQUIRE(write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  return readElfNote(file.get(), owner, type);
}

} // namespace

TEST_CASE("ELF notes: found by owner and type") {
  const auto file = fileWithNotes();
  CHECK(readFrom(file, "mine", 5) == "of min");
  CHECK(readFrom(file, "other", 5) == "of oth");
  CHECK_FALSE(readFrom(file, "mine", 6));
  CHECK_FALSE(readFrom(file, "min", 5));
  CHECK_FALSE(readFrom({}, "mine", 5));
}

TEST_CASE("ELF notes: any bytes are read without harm") {
  std::mt19937 random(1);
  for (int i = 0; i < 3000; ++i) {
    auto file = fileWithNotes();
    for (int change = 0; change < 3; ++change)
      file[random() % file.size()] = static_cast<uint8_t>(random() % 3 == 0 ? 0xFF : random());
    file.resize(random() % 4 == 0 ? random() % file.size() : file.size());
    const auto note = readFrom(file, "mine", 5);
    CHECK((!note || note->size() <= file.size()));
  }
}
