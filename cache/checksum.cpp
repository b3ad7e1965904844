#include "cache/checksum.h"

#include <new>

#include <xxhash.h>

namespace wasmpi {

namespace {

Checksum canonical(XXH128_hash_t hash) {
  XXH128_canonical_t bytes;
  XXH128_canonicalFromHash(&bytes, hash);
  return std::to_array(bytes.digest);
}

} // namespace

void ChecksumBuilder::Free::operator()(XXH3_state_s* state) const { XXH3_freeState(state); }

ChecksumBuilder::ChecksumBuilder() : state_(XXH3_createState()) {
  if (!state_)
    throw std::bad_alloc();
  XXH3_128bits_reset(state_.get());
}

void ChecksumBuilder::addBytes(std::span<const uint8_t> bytes) {
  XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
}

Checksum ChecksumBuilder::finish() const { return canonical(XXH3_128bits_digest(state_.get())); }

Checksum checksumOf(std::span<const uint8_t> bytes) {
  return canonical(XXH3_128bits(bytes.data(), bytes.size()));
}

} // namespace wasmpi
