#include "runtime/source_map.h"

#include <catch2/catch.hpp>

using namespace wasmpi; // NOLINT: a test reads better without the prefix

namespace {

// Code offset delta, Wasm offset delta, inline site + 1.
const std::vector<uint8_t> kLines = {
    0,  0xE4, 0x00, 0,        // 0:   offset 100
    16, 5,    0,              // 16:  offset 105
    8,  0x7B, 2,              // 24:  offset 100, inlined at site 1
    0x80, 0x01, 0x80, 0x08, 0 // 152: offset 1124
};

} // namespace

TEST_CASE("source map: a row holds up to the next one") {
  CHECK(findPlace(kLines, 0).wasmOffset == 100);
  CHECK(findPlace(kLines, 15).wasmOffset == 100);
  CHECK(findPlace(kLines, 16).wasmOffset == 105);
  CHECK(findPlace(kLines, 24).wasmOffset == 100);
  CHECK(findPlace(kLines, 24).inlineSite == 1);
  CHECK(findPlace(kLines, 151).inlineSite == 1);
  CHECK(findPlace(kLines, 152).wasmOffset == 1124);
  CHECK(findPlace(kLines, 152).inlineSite == InlineSite::kNone);
  CHECK(findPlace(kLines, 100000).wasmOffset == 1124);
}

TEST_CASE("source map: an empty or cut-off table yields what it has") {
  CHECK(findPlace({}, 10).wasmOffset == 0);
  for (size_t size = 0; size < kLines.size(); ++size)
    CHECK(findPlace(std::span(kLines).first(size), 100000).wasmOffset <= 1124);
  const std::vector<uint8_t> endless(100, 0xFF);
  CHECK(findPlace(endless, 5).wasmOffset == 0);
}

TEST_CASE("source map: inlined calls are listed from the inside out") {
  const std::vector<InlineSite> sites = {{InlineSite::kNone, 10}, {0, 20}, {1, 30}};
  CHECK(inlinedOffsets({5, InlineSite::kNone}, sites) == std::vector<uint64_t>{5});
  CHECK(inlinedOffsets({5, 2}, sites) == std::vector<uint64_t>{5, 30, 20, 10});
  CHECK(inlinedOffsets({5, 99}, sites) == std::vector<uint64_t>{5});
}

TEST_CASE("source map: a damaged chain of inlined calls ends") {
  const std::vector<InlineSite> sites = {{1, 10}, {0, 20}};
  CHECK(inlinedOffsets({5, 0}, sites).size() == 2);
}
