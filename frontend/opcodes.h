// Opcodes, and what opcodes.def says of each: text, feature, immediate and type.
//
// decodeInstruction is the one walk over a body: the validator, the disassembler and tests give it a visitor. A visitor has
// `template <Opcode op> void visit(const ImmediateOf<op>& immediate)`; for a row whose type is Special it needs an overload per
// OpcodeTag, so a missing method is a compile error.
#pragma once

#include <cstdint>
#include <string_view>

#include "frontend/byte_reader.h"
#include "frontend/features.h"
#include "frontend/immediates.h"

namespace wasmpi {

enum class Opcode : uint32_t {
#define OP(encoding, feature, name, text, immediate, type, lowering) name = encoding,
#include "frontend/opcodes.def"
#undef OP
};

template <Opcode op> struct OpcodeTag {};

/// The tags of the type column of opcodes.def.
namespace signature {
struct I32 {};
struct I64 {};
struct F32 {};
struct F64 {};
struct V128 {};
struct Address {};
struct Special {};
} // namespace signature

/// What opcodes.def says of one opcode, at compile time.
template <Opcode op> struct OpcodeTraits;

namespace opcode_rows {
using namespace immediates; // NOLINT: the immediate and type columns name these tags unqualified
using namespace signature;  // NOLINT
#define OP(encoding, feature, name, text, immediate, type, lowering)                               \
  struct name##Row {                                                                               \
    using Immediate = immediate;                                                                   \
    using Type = type;                                                                             \
  };
#include "frontend/opcodes.def"
#undef OP
} // namespace opcode_rows

#define OP(encoding, feature_, name, text_, immediate, type, lowering)                             \
  template <> struct OpcodeTraits<Opcode::name> : opcode_rows::name##Row {                         \
    static constexpr Feature feature = Feature::feature_;                                          \
    static constexpr std::string_view text = text_;                                                \
  };
#include "frontend/opcodes.def"
#undef OP

template <Opcode op> using ImmediateOf = typename OpcodeTraits<op>::Immediate;
template <Opcode op> using TypeOf = typename OpcodeTraits<op>::Type;

/// Reads an opcode with its prefix; throws FormatError "illegal opcode ..." for one that is not in the table.
Opcode decodeOpcode(ByteReader& reader);
/// The name of the text format, as OpcodeTraits<opcode>::text.
std::string_view textOf(Opcode opcode);

/// Calls `visitor.visit<op>(immediate)` for the opcode just read, with its immediate decoded from `reader`.
template <class Visitor> void visitInstruction(Opcode opcode, ByteReader& reader, Visitor& visitor) {
  switch (opcode) {
#define OP(encoding, feature, name, text, immediate, type, lowering)                               \
  case Opcode::name:                                                                               \
    return visitor.template visit<Opcode::name>(ImmediateOf<Opcode::name>::decode(reader));
#include "frontend/opcodes.def"
#undef OP
  }
}

/// Reads one instruction and hands it to the visitor.
template <class Visitor> void decodeInstruction(ByteReader& reader, Visitor& visitor) {
  visitInstruction(decodeOpcode(reader), reader, visitor);
}

} // namespace wasmpi
