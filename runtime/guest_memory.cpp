// The slow paths of guest memory access: strings and the words for what is out of bounds.
#include "runtime/guest_memory.h"

#include <algorithm>

#include <fmt/format.h>

namespace wasmpi {

const MemoryDefinition GuestMemory::kEmpty = {nullptr, 0};

tl::unexpected<Trap> GuestMemory::outOfBounds(uint64_t address, uint64_t byteCount) const {
  return trapMemoryOutOfBounds(fmt::format("{} bytes at address {:#x} are not inside of linear memory "
                                           "({} bytes)",
                                           byteCount, address, byteSize()));
}

Result<std::string> GuestMemory::cString(uint32_t address, uint32_t maxByteSize) const {
  const uint64_t size = byteSize();
  if (address >= size)
    return outOfBounds(address, 1);
  const auto* first = reinterpret_cast<const char*>(base()) + address;
  // One byte more than allowed, for the NUL.
  const uint64_t searched = std::min(size - address, uint64_t{maxByteSize} + 1);
  const void* end = std::memchr(first, '\0', searched);
  if (end != nullptr)
    return std::string(first, static_cast<const char*>(end));
  if (searched == uint64_t{maxByteSize} + 1)
    return trapHostCall(fmt::format("the string at address {:#x} is longer than {} bytes", address,
                                    maxByteSize));
  return trapMemoryOutOfBounds(fmt::format(
      "the string at address {:#x} has no end inside of linear memory ({} bytes)", address, size));
}

Result<std::string> GuestMemory::string(uint32_t address, uint32_t byteSize) const {
  const auto first = range(address, byteSize);
  if (!first)
    return tl::unexpected(first.error());
  if (byteSize == 0) // the empty memory has no base
    return std::string();
  return std::string(reinterpret_cast<const char*>(*first), byteSize);
}

} // namespace wasmpi
