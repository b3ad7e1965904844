// The text of an Error: its message and, where the fault lies in a module, the offset; and guest
// text in messages.
#include "frontend/error.h"

#include <algorithm>

#include <fmt/format.h>

#include "frontend/byte_reader.h"

namespace wasmpi {

std::string Error::text() const {
  if (!offset)
    return message;
  return fmt::format("{} (at offset {:#x})", message, *offset);
}

namespace {

/// Whether a terminal would act on this character: C0, DEL, and C1 (U+0080 - U+009F).
bool isControl(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (first < 0x20 || first == 0x7F)
    return true;
  return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

} // namespace

std::string printable(std::string_view text, size_t maxByteSize) {
  std::string result;
  for (size_t i = 0; i < text.size();) {
    const size_t length = utf8SequenceLength(text.substr(i));
    const std::string_view character = text.substr(i, std::max<size_t>(length, 1));
    if (i + character.size() > maxByteSize)
      return result + "...";
    if (length != 0 && !isControl(character))
      result += character;
    else
      for (const char byte : character)
        result += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    i += character.size();
  }
  return result;
}

} // namespace wasmpi
