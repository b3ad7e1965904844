// Damage to modules for the driver without libFuzzer.
#include <algorithm>

#include "target.h"

namespace wasmpi::fuzz {

namespace {

/// Bytes that mean something in many places: type codes, ends of LEB128, opcodes.
constexpr uint8_t kUsualBytes[] = {0x00, 0x01, 0x02, 0x0B, 0x05, 0x40, 0x41, 0x60, 0x6F, 0x70, 0x7B,
                                   0x7C, 0x7D, 0x7E, 0x7F, 0x80, 0xFC, 0xFD, 0xFE, 0xFF, 0x0E, 0x11};

void mutateOnce(Bytes& module, Random& random) {
  const size_t position = random.below(module.size());
  const auto at = module.begin() + static_cast<std::ptrdiff_t>(position);
  const size_t length = std::min(module.size() - position, 1 + random.below(8));
  const auto end = at + static_cast<std::ptrdiff_t>(length);
  switch (random.below(8)) {
  case 0:
    *at ^= static_cast<uint8_t>(1u << random.below(8));
    return;
  case 1:
  case 2:
    *at = kUsualBytes[random.below(std::size(kUsualBytes))];
    return;
  case 3:
    module.insert(at, kUsualBytes[random.below(std::size(kUsualBytes))]);
    return;
  case 4:
    if (length < module.size())
      module.erase(at, end);
    return;
  case 5: {
    const Bytes copy(at, end);
    const size_t destination = random.below(module.size());
    module.insert(module.begin() + static_cast<std::ptrdiff_t>(destination), copy.begin(), copy.end());
    return;
  }
  case 6: {
    // The largest u32.
    constexpr uint8_t kLargest[] = {0xFF, 0xFF, 0xFF, 0xFF, 0x0F};
    module.insert(module.erase(at), std::begin(kLargest), std::end(kLargest));
    return;
  }
  default:
    *at = static_cast<uint8_t>(*at + (random.below(2) ? 1 : -1));
  }
}

} // namespace

Bytes mutate(Bytes module, Random& random) {
  for (size_t i = 1 + random.below(4); i > 0 && !module.empty(); --i)
    mutateOnce(module, random);
  if (random.below(64) == 0)
    module.resize(random.below(module.size() + 1));
  return module;
}

} // namespace wasmpi::fuzz
