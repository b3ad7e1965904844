// Reading of opcodes with their prefixes, and their texts.
#include "frontend/opcodes.h"

#include <fmt/format.h>

#include "frontend/unsupported.h"

namespace wasmpi {

namespace {

constexpr uint8_t kNumericPrefix = 0xFC;
constexpr uint8_t kVectorPrefix = 0xFD;
constexpr uint8_t kAtomicPrefix = 0xFE;

/// Whether an opcode with this first byte goes on with a number.
bool isPrefix(uint8_t first) {
  return first == kNumericPrefix || first == kVectorPrefix || first == kAtomicPrefix;
}

bool isKnown(Opcode opcode) {
  switch (opcode) {
#define OP(encoding, feature, name, text, immediate, type, lowering) case Opcode::name:
#include "frontend/opcodes.def"
#undef OP
    return true;
  }
  return false;
}

Opcode decodePrefixedOpcode(ByteReader& reader, uint8_t prefix, size_t start) {
  const uint32_t number = reader.u32("sub-opcode");
  const auto opcode = static_cast<Opcode>(uint32_t{prefix} << 16 | number);
  if (number > 0xFFFF || !isKnown(opcode))
    refuseEncoding(start, "", "sub-opcode", number);
  return opcode;
}

} // namespace

Opcode decodeOpcode(ByteReader& reader) {
  const size_t start = reader.offset();
  const uint8_t first = reader.byte("opcode");
  if (isPrefix(first))
    return decodePrefixedOpcode(reader, first, start);
  const auto opcode = static_cast<Opcode>(first);
  if (isKnown(opcode))
    return opcode;
  const std::string_view proposal = proposalOfOpcode(first);
  if (proposal.empty())
    ByteReader::failAt(start, fmt::format("illegal opcode {:#04x}", first));
  refuseEncoding(start, proposal, "opcode", first);
}

std::string_view textOf(Opcode opcode) {
  switch (opcode) {
#define OP(encoding, feature, name, text, immediate, type, lowering)                               \
  case Opcode::name:                                                                               \
    return text;
#include "frontend/opcodes.def"
#undef OP
  }
  return "?";
}

} // namespace wasmpi
