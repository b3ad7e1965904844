// args_* and environ_*: lists of strings, laid out in guest memory as C wants them.
#include <span>

#include "hostcalls/wasi/calls.h"

namespace wasmpi::wasi {
namespace {

/// WasiContext::create made sure that these sizes fit.
uint32_t byteSizeOf(std::span<const std::string> strings) {
  uint32_t byteSize = 0;
  for (const auto& string : strings)
    byteSize += static_cast<uint32_t>(string.size()) + 1;
  return byteSize;
}

Fallible<void> storeSizes(const GuestMemory& memory, std::span<const std::string> strings,
                          GuestPtr<uint32_t> count, GuestPtr<uint32_t> byteSize) {
  auto countOut = Out<uint32_t>::at(memory, count);
  if (!countOut)
    return passOn(countOut);
  auto sizeOut = Out<uint32_t>::at(memory, byteSize);
  if (!sizeOut)
    return passOn(sizeOut);
  countOut->store(static_cast<uint32_t>(strings.size()));
  sizeOut->store(byteSizeOf(strings));
  return {};
}

/// Stores the strings, each with a NUL, one after another in `buffer`, and their addresses in
/// `pointers`.
Fallible<void> storeStrings(const GuestMemory& memory, std::span<const std::string> strings,
                            GuestPtr<uint32_t> pointers, GuestPtr<uint8_t> buffer) {
  auto slots = memory.range(pointers.address, strings.size() * sizeof(uint32_t));
  if (!slots)
    return passOn(slots);
  auto bytes = memory.range(buffer.address, byteSizeOf(strings));
  if (!bytes)
    return passOn(bytes);

  uint32_t offset = 0;
  uint8_t* slot = *slots;
  for (const auto& string : strings) {
    const uint32_t address = buffer.address + offset;
    std::memcpy(slot, &address, sizeof(address));
    std::memcpy(*bytes + offset, string.c_str(), string.size() + 1);
    offset += static_cast<uint32_t>(string.size()) + 1;
    slot += sizeof(address);
  }
  return {};
}

} // namespace

Fallible<void> args::get(WasiContext& context, GuestPtr<uint32_t> pointers,
                         GuestPtr<uint8_t> buffer) {
  return storeStrings(context.memory(), context.arguments(), pointers, buffer);
}

Fallible<void> args::sizesGet(WasiContext& context, GuestPtr<uint32_t> count,
                              GuestPtr<uint32_t> byteSize) {
  return storeSizes(context.memory(), context.arguments(), count, byteSize);
}

Fallible<void> environ::get(WasiContext& context, GuestPtr<uint32_t> pointers,
                            GuestPtr<uint8_t> buffer) {
  return storeStrings(context.memory(), context.environment(), pointers, buffer);
}

Fallible<void> environ::sizesGet(WasiContext& context, GuestPtr<uint32_t> count,
                                 GuestPtr<uint32_t> byteSize) {
  return storeSizes(context.memory(), context.environment(), count, byteSize);
}

} // namespace wasmpi::wasi
