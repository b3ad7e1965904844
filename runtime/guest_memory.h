// Guest addresses in host code. A GuestPtr or GuestSpan is a number the guest made up; it becomes a host pointer only through a
// GuestMemory, which checks the range against the memory's present size.
//
// Host pointers got here stay valid for good (the base of a memory never moves and it never shrinks), but the guest may write
// to what they point to whenever it runs: copy first, then check, then use.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "codegen/abi.h"
#include "runtime/trap.h"

namespace wasmpi {

/// A 32-bit guest address of a T (naturally aligned or not; T is trivially copyable).
template <class T> struct GuestPtr {
  uint32_t address = 0;
  bool isNull() const { return address == 0; }
};

/// `count` Ts at a guest address.
template <class T> struct GuestSpan {
  uint32_t address = 0;
  uint32_t count = 0;
};

class GuestMemory {
public:
  /// An empty memory: every access but of zero bytes is out of bounds.
  GuestMemory() : GuestMemory(&kEmpty) {}
  explicit GuestMemory(const MemoryDefinition* definition) : base_(definition->base), definition_(definition) {}

  uint8_t* base() const { return base_; }
  uint64_t byteSize() const { return definition_->currentByteSize(); }

  /// Whether [address, address + byteCount) lies inside; exact for every pair of values.
  bool contains(uint64_t address, uint64_t byteCount) const {
    uint64_t end;
    return !__builtin_add_overflow(address, byteCount, &end) && end <= byteSize();
  }

  /// Host address of a range that `contains` accepts, else a trap that names the range.
  Result<uint8_t*> range(uint64_t address, uint64_t byteCount) const {
    if (contains(address, byteCount)) [[likely]]
      return base_ + address;
    return outOfBounds(address, byteCount);
  }

  /// Copies a value out of guest memory.
  template <class T> Result<T> read(GuestPtr<T> pointer) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto bytes = range(pointer.address, sizeof(T));
    if (!bytes)
      return tl::unexpected(bytes.error());
    T value;
    std::memcpy(&value, *bytes, sizeof(T));
    return value;
  }

  /// Copies a value into guest memory.
  template <class T> Result<void> write(GuestPtr<T> pointer, const T& value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const auto bytes = range(pointer.address, sizeof(T));
    if (!bytes)
      return tl::unexpected(bytes.error());
    std::memcpy(*bytes, &value, sizeof(T));
    return {};
  }

  /// The bytes of an array; T may be under-aligned in guest memory, so only byte-sized Ts are given as a span of T.
  Result<std::span<uint8_t>> bytes(uint32_t address, uint64_t byteCount) const {
    const auto first = range(address, byteCount);
    if (!first)
      return tl::unexpected(first.error());
    return std::span<uint8_t>(*first, byteCount);
  }

  /// Copies a NUL-terminated string of at most `maxByteSize` bytes (without the NUL) out of guest memory.
  Result<std::string> cString(uint32_t address, uint32_t maxByteSize) const;
  /// Copies `byteSize` bytes as a string.
  Result<std::string> string(uint32_t address, uint32_t byteSize) const;

private:
  static const MemoryDefinition kEmpty;
  tl::unexpected<Trap> outOfBounds(uint64_t address, uint64_t byteCount) const;

  /// The definition's, which never changes: an address needs one load less, and checks of the size can wait for theirs.
  uint8_t* base_;
  const MemoryDefinition* definition_;
};

} // namespace wasmpi
