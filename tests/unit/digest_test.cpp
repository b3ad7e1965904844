#include "cache/digest.h"

#include <catch2/catch.hpp>

using namespace wasmpi; // NOLINT: a test

namespace {
std::span<const uint8_t> bytesOf(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}
} // namespace

TEST_CASE("Digest: it is BLAKE2b-256") {
  // Computed with coreutils: printf abc | b2sum -l 256
  CHECK(toHex(digestOf(bytesOf("abc"))) ==
        "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
}

TEST_CASE("Digest: fields that join to the same bytes give different digests") {
  DigestBuilder first, second;
  first.addField("ab");
  first.addField("c");
  second.addField("a");
  second.addField("bc");
  CHECK(first.finish() != second.finish());
}
