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
#include "elf_file.h"

using namespace wasmpi; // NOLINT: a test

namespace {

/// An ELF file with two notes in one segment: owners "other" and "mine", both of type 5.
std::vector<uint8_t> fileWithNotes() {
  std::vector<uint8_t> notes;
  for (const std::string_view owner : {"other", "mine"})
    test::appendNote(notes, owner, 5, "of " + std::string(owner.substr(0, 3)));
  return test::elfFileOf(notes);
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
