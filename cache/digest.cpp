#include "cache/digest.h"

#include <fmt/format.h>

namespace wasmpi {

std::string toHex(const Digest& digest) {
  std::string text;
  text.reserve(2 * digest.size());
  for (const uint8_t byte : digest)
    fmt::format_to(std::back_inserter(text), "{:02x}", byte);
  return text;
}

std::optional<Digest> digestFromHex(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  Digest digest;
  if (text.size() != 2 * digest.size() || text.find_first_not_of(kDigits) != std::string_view::npos)
    return std::nullopt;
  for (size_t i = 0; i < digest.size(); ++i)
    digest[i] = static_cast<uint8_t>(kDigits.find(text[2 * i]) << 4 | kDigits.find(text[2 * i + 1]));
  return digest;
}

DigestBuilder::DigestBuilder() { blake2b_init(&state_, std::tuple_size_v<Digest>); }

void DigestBuilder::addBytes(std::span<const uint8_t> bytes) {
  blake2b_update(&state_, bytes.data(), bytes.size());
}

void DigestBuilder::addField(std::string_view text) {
  addField(std::span(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

void DigestBuilder::addField(std::span<const uint8_t> bytes) {
  addNumber(bytes.size());
  addBytes(bytes);
}

void DigestBuilder::addNumber(uint64_t value) {
  std::array<uint8_t, 8> bytes;
  for (size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<uint8_t>(value >> (8 * i));
  addBytes(bytes);
}

Digest DigestBuilder::finish() {
  Digest digest;
  blake2b_final(&state_, digest.data(), digest.size());
  return digest;
}

Digest digestOf(std::span<const uint8_t> bytes) {
  DigestBuilder builder;
  builder.addBytes(bytes);
  return builder.finish();
}

} // namespace wasmpi
