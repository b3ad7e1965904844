// Guest memory that belongs to the host: where callbacks find their arguments.
//
// The library gives callbacks pointers outside of linear memory, so their data is copied here.
// Regions come from growing the guest's memory; the guest's allocator never hands them out. Each
// nesting level of callbacks has a region of its own, which is kept.
#pragma once

#include <cstdint>
#include <vector>

#include "hostcalls/mpi/plugin_abi.h"

namespace wasmpi::mpi {

class GuestScratch {
public:
  GuestScratch(const PluginServices& services) : services_(services) {}

  /// Address, aligned to kAlignment, of at least `byteSize` bytes for the innermost level. Valid
  /// until the level is left.
  Result<uint32_t> atLevel(Instance& instance, size_t level, uint64_t byteSize);

  static constexpr uint64_t kAlignment = 64;

private:
  struct Region {
    uint32_t address = 0;
    uint64_t byteSize = 0;
  };
  const PluginServices& services_;
  std::vector<Region> levels_;
};

} // namespace wasmpi::mpi
