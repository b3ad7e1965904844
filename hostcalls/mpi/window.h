// What is kept of a window: which part of each rank's linear memory may be reached through it
// (MPI-3.1 11.2).
//
// Libraries need not look whether a target's range lies in its window, and some do not. So the
// sizes of all ranks are gathered when a window is made, and the origin's call compares. Native
// windows count in bytes (displacement unit 1), whatever the guest's units are: nothing a guest
// says of them, hints included, can make the library compute another address than was checked.
//
// The bound of a dynamic window is the target's whole memory, as large as it can become: which
// parts of it are attached is for the library to know.
#pragma once

#include <cstdint>
#include <vector>

#include "hostcalls/mpi/mpi_header.h"

namespace wasmpi::mpi {

/// What one rank exposes. The ranks exchange it as three MPI_UINT64_T.
struct Exposure {
  /// Of every rank, if it could not do its part: the window is not made.
  static constexpr uint64_t kFailed = UINT64_MAX;

  /// The native displacement of the first byte. Of dynamic windows it is the target's address of
  /// guest byte 0, which no guest ever sees; of others a few bytes, since native windows begin
  /// aligned.
  uint64_t origin = 0;
  uint64_t byteSize = 0;
  uint64_t displacementUnit = 1;
};

struct Window {
  /// MPI_WIN_FLAVOR_...
  int flavor = 0;
  /// The guest's address and the size of this rank's part; MPI_WIN_BASE, MPI_WIN_SIZE.
  uint32_t base = 0;
  uint32_t byteSize = 0;
  /// All ranks' parts; ours is that of `rank`.
  std::vector<Exposure> exposures;
  int rank = 0;
  /// The window's group: whom MPI_Win_start and MPI_Win_post may name.
  MPI_Group group = MPI_GROUP_NULL;
  /// What the guest's malloc gave for it, to be given back; 0 if nothing.
  uint32_t allocation = 0;
  /// Of MPI_Win_allocate_shared: where all ranks' parts begin in this rank's memory, and how many
  /// bytes of it are mapped to be shared. Parts follow each other; `offsets` has each rank's.
  uint32_t sharedBase = 0;
  uint64_t mappedByteSize = 0;
  std::vector<uint64_t> offsets;
  /// Of a dynamic window: what was attached and not detached.
  std::vector<const void*> attached;
  /// Guest memory with the values of predefined attributes, once they were asked for; 0 before.
  uint32_t attributeCells = 0;
  /// Epochs of MPI_Win_lock and MPI_Win_lock_all that are open.
  int64_t lockCount = 0;
  /// While it is being freed: callbacks may ask for its attributes, and nothing else.
  bool isBeingFreed = false;

  bool hasRank(int target) const {
    return target >= 0 && static_cast<size_t>(target) < exposures.size();
  }
};

} // namespace wasmpi::mpi
