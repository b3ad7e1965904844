// The text of an Error: its message and, where the fault lies in a module, the offset; and guest
// text in messages.
#include "frontend/error.h"

#include <fmt/format.h>

namespace wasmpi {

std::string Error::text() const {
  if (!offset)
    return message;
  return fmt::format("{} (at offset {:#x})", message, *offset);
}

namespace {

/// Whether the terminal would act on the character at the head of `text`: C0, DEL, and C1 as UTF-8
/// writes it (0xC2 0x80-0x9F).
bool isControl(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x20 || first == 0x7F)
    return true;
  return first == 0xC2 && text.size() > 1 && static_cast<unsigned char>(text[1]) < 0xA0;
}

bool isContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

} // namespace

std::string printable(std::string_view text, size_t maxByteSize) {
  const bool isCut = text.size() > maxByteSize;
  if (isCut) {
    while (maxByteSize > 0 && isContinuation(text[maxByteSize]))
      --maxByteSize;
    text = text.substr(0, maxByteSize);
  }
  std::string result;
  result.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (isControl(text.substr(i)))
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[i]));
    else
      result += text[i];
  }
  return isCut ? result + "..." : result;
}

} // namespace wasmpi
