// Guest names made into unique, harmless ELF symbols.
#include "codegen/symbol_names.h"

#include <string_view>
#include <unordered_set>

#include <fmt/format.h>

namespace wasmpi {

namespace {

constexpr size_t kMaxSymbolByteSize = 200;

bool isContinuationByte(char c) { return (static_cast<uint8_t>(c) & 0xC0) == 0x80; }

/// Control characters would garble listings; linkers read '@' as the begin of a symbol version.
char harmless(char c) {
  const bool isControl = static_cast<uint8_t>(c) < 0x20 || c == 0x7F;
  return isControl || c == '@' || c == '"' || c == '\\' ? '_' : c;
}

std::string symbolOf(std::string_view guestName) {
  std::string symbol = "wasm.";
  for (const char c : guestName) {
    // A multi-byte character, of at most four bytes, is not cut in half.
    const bool isFull = symbol.size() >= kMaxSymbolByteSize;
    if (isFull && (!isContinuationByte(c) || symbol.size() >= kMaxSymbolByteSize + 3))
      break;
    symbol += harmless(c);
  }
  return symbol;
}

} // namespace

FunctionSymbols::FunctionSymbols(const Module& module) : names_(module) {
  std::unordered_set<std::string> taken;
  symbols_.reserve(module.functions.size());
  for (uint32_t index = 0; index < module.functions.size(); ++index) {
    std::string symbol = symbolOf(names_.nameOf(index));
    // The index makes it unique, unless a guest names another function just so.
    while (!taken.insert(symbol).second)
      symbol += fmt::format(".{}", index);
    symbols_.push_back(std::move(symbol));
  }
}

} // namespace wasmpi
