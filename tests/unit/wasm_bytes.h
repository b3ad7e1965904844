// Small builders of binary modules for the unit tests: LEB128, names, vectors, sections. They write
// what they are told, valid or not.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace wasmpi::test {

using Bytes = std::vector<uint8_t>;

inline Bytes operator+(Bytes left, const Bytes& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

/// Unsigned LEB128.
inline Bytes leb(uint64_t value) {
  Bytes bytes;
  do {
    const auto low = static_cast<uint8_t>(value & 0x7F);
    value >>= 7;
    bytes.push_back(value != 0 ? low | 0x80 : low);
  } while (value != 0);
  return bytes;
}

inline Bytes name(std::string_view text) {
  return leb(text.size()) + Bytes(text.begin(), text.end());
}

/// A vector: the count, then the items one after another.
inline Bytes vec(const std::vector<Bytes>& items) {
  Bytes bytes = leb(items.size());
  for (const Bytes& item : items)
    bytes.insert(bytes.end(), item.begin(), item.end());
  return bytes;
}

/// `count` copies of `item`.
inline Bytes repeat(size_t count, const Bytes& item) {
  Bytes bytes;
  bytes.reserve(count * item.size());
  for (size_t i = 0; i < count; ++i)
    bytes.insert(bytes.end(), item.begin(), item.end());
  return bytes;
}

inline Bytes section(uint8_t id, const Bytes& content) {
  return Bytes{id} + leb(content.size()) + content;
}

inline Bytes custom(std::string_view sectionName, const Bytes& content) {
  return section(0, name(sectionName) + content);
}

inline Bytes module(const std::vector<Bytes>& sections) {
  Bytes bytes{0x00, 'a', 's', 'm', 0x01, 0x00, 0x00, 0x00};
  for (const Bytes& part : sections)
    bytes.insert(bytes.end(), part.begin(), part.end());
  return bytes;
}

/// An entry of the type section; one byte a value type.
inline Bytes functionType(const Bytes& parameters, const Bytes& results) {
  return Bytes{0x60} + leb(parameters.size()) + parameters + leb(results.size()) + results;
}

/// An entry of the code section. `locals` are local declarations with their count in front.
inline Bytes body(const Bytes& code, const Bytes& locals = {0x00}) {
  const Bytes content = locals + code;
  return leb(content.size()) + content;
}

inline constexpr uint8_t kI32Code = 0x7F;
inline constexpr uint8_t kI64Code = 0x7E;
inline constexpr uint8_t kF32Code = 0x7D;
inline constexpr uint8_t kF64Code = 0x7C;
inline constexpr uint8_t kFuncRefCode = 0x70;
inline constexpr uint8_t kExternRefCode = 0x6F;
inline constexpr uint8_t kEnd = 0x0B;

/// A module of one function of type `type`; `code` goes without the last end.
inline Bytes oneFunction(const Bytes& type, const Bytes& code, const Bytes& locals = {0x00}) {
  return module({section(1, vec({type})), section(3, vec({{0x00}})),
                 section(10, vec({body(code + Bytes{kEnd}, locals)}))});
}

} // namespace wasmpi::test
