#include "hostcalls/mpi/guest_scratch.h"

#include <algorithm>

namespace wasmpi::mpi {

Result<uint32_t> GuestScratch::atLevel(Instance& instance, size_t level, uint64_t byteSize) {
  if (level >= levels_.size())
    levels_.resize(level + 1);
  Region& region = levels_[level];
  if (region.byteSize >= byteSize)
    return region.address;
  // A region that is too small is given up: with the doubling, no more than what is in use is lost.
  const uint64_t wanted = std::max(byteSize, 2 * region.byteSize);
  const auto address = services_.growMemory(instance, wanted);
  if (!address)
    return tl::unexpected(address.error());
  region = {*address, wanted};
  return region.address;
}

} // namespace wasmpi::mpi
