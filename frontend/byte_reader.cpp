// Decoding of integers, names and byte runs. LEB128 follows Core 5.2.2: at most ceil(N/7) bytes,
// and the bits of the last byte beyond N must be zero (unsigned) or repeat the sign.
#include "frontend/byte_reader.h"

#include <cstring>
#include <type_traits>

#include <fmt/format.h>

#include "frontend/error.h"
#include "frontend/limits.h"

namespace wasmpi {

void ByteReader::fail(std::string message) const { failAt(offset(), std::move(message)); }

void ByteReader::failAt(size_t offset, std::string message) {
  throw FormatError{Error{std::move(message), offset}};
}

uint8_t ByteReader::byte(const char* what) {
  if (atEnd())
    fail(fmt::format("unexpected end: {} expected", what));
  return *cursor_++;
}

uint8_t ByteReader::peek(const char* what) const {
  if (atEnd())
    fail(fmt::format("unexpected end: {} expected", what));
  return *cursor_;
}

template <class Integer> Integer ByteReader::leb128(unsigned bitCount, const char* what) {
  using Unsigned = std::make_unsigned_t<Integer>;
  constexpr bool kIsSigned = std::is_signed_v<Integer>;
  constexpr unsigned kWidth = sizeof(Integer) * 8;
  const size_t start = offset();
  Unsigned result = 0;
  for (unsigned shift = 0;; shift += 7) {
    const uint8_t next = byte(what);
    const unsigned usableBits = bitCount - shift;
    result |= static_cast<Unsigned>(next & 0x7F) << shift;
    if (usableBits <= 7) {
      if ((next & 0x80) != 0)
        failAt(start, fmt::format("integer representation too long ({})", what));
      // The sign bit, where there is one, belongs to the bits that must all be equal.
      const unsigned used = kIsSigned ? usableBits - 1 : usableBits;
      const unsigned rest = (next & 0x7Fu) >> used;
      const unsigned allOnes = 0x7Fu >> used;
      if (rest != 0 && !(kIsSigned && rest == allOnes))
        failAt(start, fmt::format("integer too large ({})", what));
    }
    if ((next & 0x80) == 0) {
      if (kIsSigned && (next & 0x40) != 0 && shift + 7 < kWidth)
        result |= ~Unsigned{0} << (shift + 7);
      return static_cast<Integer>(result);
    }
  }
}

uint32_t ByteReader::u32(const char* what) {
  if (cursor_ != end_ && *cursor_ < 0x80)
    return *cursor_++;
  return leb128<uint32_t>(32, what);
}

uint64_t ByteReader::u64(const char* what) { return leb128<uint64_t>(64, what); }
int32_t ByteReader::s32(const char* what) { return leb128<int32_t>(32, what); }
int64_t ByteReader::s33(const char* what) { return leb128<int64_t>(33, what); }
int64_t ByteReader::s64(const char* what) { return leb128<int64_t>(64, what); }

uint32_t ByteReader::fixed32(const char* what) {
  const std::span<const uint8_t> run = bytes(4, what);
  uint32_t value = 0;
  for (size_t i = 0; i < run.size(); ++i)
    value |= static_cast<uint32_t>(run[i]) << (8 * i);
  return value;
}

uint64_t ByteReader::fixed64(const char* what) {
  const std::span<const uint8_t> run = bytes(8, what);
  uint64_t value = 0;
  for (size_t i = 0; i < run.size(); ++i)
    value |= static_cast<uint64_t>(run[i]) << (8 * i);
  return value;
}

std::string_view ByteReader::name(const char* what) {
  const size_t start = offset();
  const uint32_t byteSize = u32(what);
  if (byteSize > kMaxNameByteSize)
    failAt(start,
           fmt::format("{} is too long: {} bytes (limit {})", what, byteSize, kMaxNameByteSize));
  const std::span<const uint8_t> run = bytes(byteSize, what);
  // Viewing bytes as chars is what char's aliasing rule allows.
  const std::string_view text(reinterpret_cast<const char*>(run.data()), run.size());
  if (!isUtf8(text))
    failAt(start, fmt::format("malformed UTF-8 encoding ({})", what));
  return text;
}

std::span<const uint8_t> ByteReader::bytes(size_t byteCount, const char* what) {
  if (byteCount > remaining())
    fail(fmt::format("unexpected end: {} of {} bytes, {} left (length out of bounds)", what,
                     byteCount, remaining()));
  const std::span<const uint8_t> run(cursor_, byteCount);
  cursor_ += byteCount;
  return run;
}

ByteReader ByteReader::section(size_t byteCount, const char* what) {
  const size_t start = offset();
  return ByteReader(bytes(byteCount, what), start, features_);
}

size_t utf8SequenceLength(std::string_view text) {
  // Unicode 15, Table 3-7.
  if (text.empty())
    return 0;
  const auto byteAt = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byteAt(0);
  if (lead < 0x80)
    return 1;
  size_t length = 0;
  uint8_t secondMinimum = 0x80;
  uint8_t secondMaximum = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    secondMinimum = lead == 0xE0 ? 0xA0 : 0x80; // no overlong form
    secondMaximum = lead == 0xED ? 0x9F : 0xBF; // no surrogate
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    secondMinimum = lead == 0xF0 ? 0x90 : 0x80; // no overlong form
    secondMaximum = lead == 0xF4 ? 0x8F : 0xBF; // not beyond U+10FFFF
  }
  if (length == 0 || text.size() < length)
    return 0;
  if (byteAt(1) < secondMinimum || byteAt(1) > secondMaximum)
    return 0;
  for (size_t i = 2; i < length; ++i)
    if ((byteAt(i) & 0xC0) != 0x80)
      return 0;
  return length;
}

bool isUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = utf8SequenceLength(text);
    if (length == 0)
      return false;
    text.remove_prefix(length);
  }
  return true;
}

} // namespace wasmpi
