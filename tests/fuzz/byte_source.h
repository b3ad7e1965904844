// The fuzzer's bytes as a source of choices.
//
// Invariant: the choices are a function of the bytes alone; once they are used up every choice is 0,
// which the generator takes for its smallest form, so that generating ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wasmpi::fuzz {

using Bytes = std::vector<uint8_t>;

class ByteSource {
public:
  /// `bytes` must outlive the source.
  explicit ByteSource(std::span<const uint8_t> bytes) : bytes_(bytes) {}

  bool isExhausted() const { return position_ == bytes_.size(); }

  uint8_t byte() { return isExhausted() ? 0 : bytes_[position_++]; }

  /// `byteCount` bytes, the first the least significant.
  uint64_t bits(unsigned byteCount) {
    uint64_t value = 0;
    for (unsigned i = 0; i < byteCount; ++i)
      value |= uint64_t{byte()} << (8 * i);
    return value;
  }

  /// A choice in [0, bound); `bound` is at least 1.
  uint32_t below(size_t bound) {
    const auto limit = static_cast<uint32_t>(bound);
    return static_cast<uint32_t>(bits(limit <= 256 ? 1 : 4)) % limit;
  }

  /// True once in `count` choices; never when exhausted.
  bool oneIn(size_t count) { return below(count) == count - 1; }

private:
  std::span<const uint8_t> bytes_;
  size_t position_ = 0;
};

/// A generator of numbers that is the same everywhere (splitmix64).
class Random {
public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t value = state_ += 0x9E3779B97F4A7C15;
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
    return value ^ (value >> 31);
  }
  size_t below(size_t bound) { return static_cast<size_t>(next() % bound); }

  Bytes bytes(size_t count) {
    Bytes result(count);
    for (uint8_t& byte : result)
      byte = static_cast<uint8_t>(next() >> 32);
    return result;
  }

private:
  uint64_t state_;
};

} // namespace wasmpi::fuzz
