// BLAKE2b-256 digests: what names a cache entry by all that its code depends on, and what proves an archive to be the one once written.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include <blake2.h>

namespace wasmpi {

using Digest = std::array<uint8_t, 32>;

/// Lower-case hexadecimal, 64 characters.
std::string toHex(const Digest& digest);

/// The digest that toHex gives this text for; nullopt if there is none.
std::optional<Digest> digestFromHex(std::string_view text);

/// Feeds bytes to a digest. Fields are framed by their length, so that no two different sequences of fields collide.
class DigestBuilder {
public:
  DigestBuilder();

  /// Raw bytes, unframed: for one long run given in pieces.
  void addBytes(std::span<const uint8_t> bytes);
  /// A field: its length, then its bytes.
  void addField(std::string_view text);
  void addField(std::span<const uint8_t> bytes);
  template <class Integer>
    requires std::is_integral_v<Integer> || std::is_enum_v<Integer>
  void addField(Integer value) {
    addNumber(static_cast<uint64_t>(value));
  }

  /// Ends the digest; the builder must not be used afterwards.
  Digest finish();

private:
  void addNumber(uint64_t value);
  blake2b_state state_;
};

Digest digestOf(std::span<const uint8_t> bytes);

} // namespace wasmpi
