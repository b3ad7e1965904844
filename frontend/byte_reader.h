// A cursor over the bytes of a module (Core 5.2): integers in LEB128, floats, names, and byte runs.
//
// Invariant: never reads beyond its span; every fault throws FormatError with the offset in the
// *module* and the specification's wording, so the code that uses it stays a straight line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "frontend/features.h"

namespace wasmpi {

class ByteReader {
public:
  /// `moduleOffset` is where `bytes` begin in the module; offsets in errors are counted from the
  /// module's start. `features` are what the encodings read may belong to; whoever reads what has
  /// been validated needs no limit.
  explicit ByteReader(std::span<const uint8_t> bytes, size_t moduleOffset = 0,
                      FeatureSet features = FeatureSet::all())
      : begin_(bytes.data()), cursor_(bytes.data()), end_(bytes.data() + bytes.size()),
        moduleOffset_(moduleOffset), features_(features) {}

  bool atEnd() const { return cursor_ == end_; }
  size_t remaining() const { return static_cast<size_t>(end_ - cursor_); }
  /// Offset of the next byte, in the module.
  size_t offset() const { return moduleOffset_ + static_cast<size_t>(cursor_ - begin_); }

  uint8_t byte(const char* what);
  uint8_t peek(const char* what) const;
  uint32_t u32(const char* what);
  uint64_t u64(const char* what);
  int32_t s32(const char* what);
  /// The 33-bit signed integer of block types.
  int64_t s33(const char* what);
  int64_t s64(const char* what);
  /// Little-endian 4 and 8 bytes, as bit patterns (a NaN's payload is kept).
  uint32_t fixed32(const char* what);
  uint64_t fixed64(const char* what);
  /// A length-prefixed UTF-8 name, checked to be well formed; the view lives as long as the
  /// module's bytes.
  std::string_view name(const char* what);
  std::span<const uint8_t> bytes(size_t byteCount, const char* what);
  /// A reader of the next `byteCount` bytes, which are passed over here.
  ByteReader section(size_t byteCount, const char* what);

  FeatureSet features() const { return features_; }
  /// Throws FormatError at `offset` unless the feature, which `what` belongs to, is on.
  void require(Feature feature, size_t offset, std::string_view what) const {
    if (!features_.contains(feature)) [[unlikely]]
      refuseFeature(feature, offset, what);
  }

  /// Throws FormatError at the present offset.
  [[noreturn]] void fail(std::string message) const;
  [[noreturn]] static void failAt(size_t offset, std::string message);

private:
  template <class Integer> Integer leb128(unsigned bitCount, const char* what);

  const uint8_t* begin_;
  const uint8_t* cursor_;
  const uint8_t* end_;
  size_t moduleOffset_;
  FeatureSet features_;
};

/// Whether `text` is well-formed UTF-8 (Core 5.2.4).
bool isUtf8(std::string_view text);
/// Byte length of the character at the head of `text`, or 0 if none is well formed there.
size_t utf8SequenceLength(std::string_view text);

} // namespace wasmpi
