// Encodings of the proposals after Wasm 2.0, by the byte that reveals them.
#include "frontend/unsupported.h"

#include <fmt/format.h>

#include "frontend/byte_reader.h"

namespace wasmpi {

std::string_view proposalOfOpcode(uint8_t opcode) {
  switch (opcode) {
  case 0xD3: // ref.eq
  case 0xFB:
    return "gc";
  default:
    return {};
  }
}

std::string_view proposalOfType(uint8_t code) {
  switch (code) {
  case 0x6A: // array
  case 0x6B: // struct
  case 0x6C: // i31
  case 0x6D: // eq
  case 0x6E: // any
  case 0x71: // none
    return "gc";
  default:
    return {};
  }
}

namespace {

std::string_view gcTypeForm(uint8_t code) {
  switch (code) {
  case 0x4E:
    return "recursive type group";
  case 0x4F:
  case 0x50:
    return "subtype declaration";
  case 0x5E:
    return "array type";
  case 0x5F:
    return "struct type";
  default:
    return {};
  }
}

} // namespace

void refuseTypeForm(size_t offset, uint8_t code) {
  const std::string_view form = gcTypeForm(code);
  if (form.empty())
    refuseEncoding(offset, "", "function type form", code);
  ByteReader::failAt(offset, fmt::format("unsupported feature: gc ({})", form));
}

void refuseEncoding(size_t offset, std::string_view proposal, std::string_view what,
                    uint32_t code) {
  if (proposal.empty())
    ByteReader::failAt(offset, fmt::format("malformed {} {:#04x}", what, code));
  ByteReader::failAt(offset,
                     fmt::format("unsupported feature: {} ({} {:#04x})", proposal, what, code));
}

} // namespace wasmpi
