// XXH3-128 checksums: what tells whether the bytes of a cache entry are the ones once written. Against damage, not against somebody who
// means it, which owners and permissions are for. A warm start checks all of an image: that is why it is not a Digest.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>

struct XXH3_state_s;

namespace wasmpi {

/// In the canonical order of its bytes, so that files may go from machine to machine.
using Checksum = std::array<uint8_t, 16>;

/// Sums up bytes that come in pieces.
class ChecksumBuilder {
public:
  ChecksumBuilder();
  void addBytes(std::span<const uint8_t> bytes);
  Checksum finish() const;

private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };
  std::unique_ptr<XXH3_state_s, Free> state_;
};

Checksum checksumOf(std::span<const uint8_t> bytes);

} // namespace wasmpi
