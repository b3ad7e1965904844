// Validation of function bodies (Core 3.3). Private to the frontend.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "frontend/module.h"

namespace wasmpi {

/// Checks every body, one pass over its bytes; throws FormatError. The module's types, index spaces
/// and segments must have been checked before. `typeIds`: the canonical id of each type.
void validateBodies(const Module& module, std::span<const uint32_t> typeIds);

/// The count of bytes an instruction with a MemArg touches, read off its text: the digits after
/// load, store, rmw or wait ("8x8" is a product), else the size of its type; notify names none and means an i32.
constexpr uint32_t accessByteSize(std::string_view text) {
  const auto number = [&](size_t& position) {
    uint32_t value = 0;
    for (; position < text.size() && text[position] >= '0' && text[position] <= '9'; ++position)
      value = value * 10 + static_cast<uint32_t>(text[position] - '0');
    return value;
  };
  for (const std::string_view verb : {"load", "store", "rmw", "wait"}) {
    size_t position = text.find(verb);
    if (position == std::string_view::npos)
      continue;
    position += verb.size();
    uint32_t bitCount = number(position);
    if (bitCount != 0 && position < text.size() && text[position] == 'x')
      bitCount *= number(++position);
    if (bitCount != 0)
      return bitCount / 8;
  }
  if (text.ends_with("notify"))
    return 4;
  size_t afterLetter = 1;
  return number(afterLetter) / 8;
}

/// Whether an instruction's alignment has to be its natural one.
constexpr bool isAtomicAccess(std::string_view text) {
  return text.find(".atomic.") != std::string_view::npos;
}

} // namespace wasmpi
