#include "cache/checksum.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <catch2/catch.hpp>

using namespace wasmpi; // NOLINT: a test

TEST_CASE("Checksum: it is XXH3-128") {
  // The algorithm's published value for no bytes at all.
  CHECK(checksumOf({}) == Checksum{0x99, 0xaa, 0x06, 0xd3, 0x01, 0x47, 0x98, 0xd8, 0x60, 0x01, 0xc3, 0x24, 0x46, 0x8d, 0x49, 0x7f});
}

TEST_CASE("Checksum: pieces add up to the whole") {
  std::vector<uint8_t> bytes(5000);
  std::iota(bytes.begin(), bytes.end(), uint8_t{0});
  const auto piece = GENERATE(1u, 255u, 256u, 1024u, 5000u);
  ChecksumBuilder builder;
  for (auto rest = std::span<const uint8_t>(bytes); !rest.empty();) {
    const auto count = std::min<size_t>(piece, rest.size());
    builder.addBytes(rest.first(count));
    rest = rest.subspan(count);
  }
  CHECK(builder.finish() == checksumOf(bytes));
}

TEST_CASE("Checksum: each bit counts") {
  std::vector<uint8_t> bytes(300, 7);
  const Checksum whole = checksumOf(bytes);
  for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    bytes[bit / 8] ^= 1 << bit % 8;
    CHECK(checksumOf(bytes) != whole);
    bytes[bit / 8] ^= 1 << bit % 8;
  }
}
