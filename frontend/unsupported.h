// What wasmpi recognises but does not run yet: encodings of later proposals. A module that uses one
// is refused by the proposal's name, so that its author knows which compiler flag to drop.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace wasmpi {

/// The proposal an opcode byte (or prefix) belongs to, empty for a byte no proposal uses.
std::string_view proposalOfOpcode(uint8_t opcode);
/// Likewise for the byte that opens a value, reference or heap type.
std::string_view proposalOfType(uint8_t code);

/// Throws FormatError about the byte that opens an entry of the type section: "unsupported feature:
/// gc (struct type)".
[[noreturn]] void refuseTypeForm(size_t offset, uint8_t code);

/// Throws FormatError: "unsupported feature: gc (opcode 0xfb)", or, if `proposal` is empty,
/// "malformed opcode 0xff". `what` and `code` say what stands at `offset`.
[[noreturn]] void refuseEncoding(size_t offset, std::string_view proposal, std::string_view what,
                                 uint32_t code);

} // namespace wasmpi
