// A file without a name that the ranks of one node share: the pages of MPI_Win_allocate_shared.
#pragma once

#include <cstdint>

#include "hostcalls/mpi/mpi_header.h"

namespace wasmpi::mpi {

class SharedFile {
public:
  SharedFile() = default;
  ~SharedFile();
  SharedFile(const SharedFile&) = delete;
  SharedFile& operator=(const SharedFile&) = delete;

  /// Collective over `comm`, whose ranks are on one node: makes a file of `byteSize` zeros and
  /// opens it everywhere. Each rank brings [first, first + length) into being, near itself, so that
  /// no access can find memory exhausted. False on all ranks if one fails.
  bool open(MPI_Comm comm, uint64_t byteSize, uint64_t first, uint64_t length);
  int descriptor() const { return descriptor_; }

  /// Collective: whether it is so on every rank.
  static bool isSoEverywhere(MPI_Comm comm, bool isSoHere);

private:
  int descriptor_ = -1;
};

} // namespace wasmpi::mpi
