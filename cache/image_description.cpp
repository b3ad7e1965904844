#include "cache/image_description.h"

#include <fcntl.h>

#include <algorithm>
#include <string_view>

#include "cache/elf_notes.h"
#include "cache/unique_fd.h"
#include "codegen/image_note.h"

namespace wasmpi {

namespace {

/// The value of the line "name=value"; empty if there is none.
std::string valueOf(std::string_view lines, std::string_view name) {
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    if (line.starts_with(name) && line.substr(name.size()).starts_with('='))
      return std::string(line.substr(name.size() + 1));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
  }
  return {};
}

} // namespace

std::optional<ImageDescription> describeImage(const std::filesystem::path& path) {
  const UniqueFd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  const auto note =
      file ? readElfNote(file.get(), ImageNote::kOwner, ImageNote::kType) : std::nullopt;
  if (!note)
    return std::nullopt;
  return ImageDescription{.cpu = valueOf(*note, "cpu"), .needs = valueOf(*note, "needs")};
}

} // namespace wasmpi
