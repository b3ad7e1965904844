// How large the library's description of a datatype can become (MPI-3.1 4.1): a few arguments may
// stand for any number of blocks of blocks, and the library unrolls what it cannot write as a loop.
//
// Open MPI keeps a stack frame of 24 bytes for each loop in alloca memory (MPI_Get_elements, copies
// to oneself), an item of 32 bytes for each block, and frees nested types by recursion. Types
// beyond the limits are not made: what they lack is the host's memory, hence MPI_ERR_NO_MEM. At the
// limit, 480 KiB of stack are needed; the runtime keeps 1 MiB for host code.
#pragma once

#include <cstdint>

#include "hostcalls/mpi/kinds.h"

namespace wasmpi::mpi {

/// Adds up the description of a new type, constructor by constructor. Saturates: numbers of blocks
/// are ints.
class DescriptionSum {
public:
  static constexpr int64_t kMaxItems = int64_t{1} << 22;
  static constexpr int64_t kMaxLoops = 20000;
  static constexpr int64_t kMaxDepth = 1000;

  /// A block of `length` elements of a type.
  void addBlock(int64_t length, const TypeDescription& old);
  /// The block is repeated with a stride: a loop, unless the block is a run.
  void repeat() {
    const int64_t added = sum_.isRun ? 0 : 2;
    sum_.itemCount += added;
    sum_.loopCount += added;
    sum_.isRun = false;
  }
  /// The type is not one run of its basic type, for another reason.
  void setNoRun() { sum_.isRun = false; }

  bool isWithinLimits() const {
    return sum_.itemCount <= kMaxItems && sum_.loopCount <= kMaxLoops && sum_.depth <= kMaxDepth;
  }
  const TypeDescription& result() const { return sum_; }

private:
  void mergeElements(const TypeDescription& old);

  TypeDescription sum_ = {.itemCount = 0, .loopCount = 0, .depth = 0, .isRun = true};
  int64_t blockCount_ = 0;
  bool hasElements_ = false;
};

} // namespace wasmpi::mpi
