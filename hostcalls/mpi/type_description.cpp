#include "hostcalls/mpi/type_description.h"

#include <algorithm>

namespace wasmpi::mpi {

void DescriptionSum::mergeElements(const TypeDescription& old) {
  const bool isFirst = !hasElements_;
  hasElements_ = true;
  if (isFirst) {
    sum_.basic = old.basic;
    sum_.operands = old.operands;
  } else if (sum_.basic != old.basic) {
    sum_.basic = MPI_DATATYPE_NULL;
    sum_.operands = 0;
  }
}

void DescriptionSum::addBlock(int64_t length, const TypeDescription& old) {
  const bool isLoop = length != 1 && !old.isRun;
  blockCount_++;
  // An empty block has no elements to speak of.
  if (length > 0 && old.itemCount > 0)
    mergeElements(old);
  // What is beyond a limit stays there: no sum of a guest's array of blocks overflows.
  // A block of nothing is still one that is kept (type_contents.h).
  const int64_t itemCount = std::max<int64_t>(old.itemCount, 1) + (isLoop ? 2 : 0);
  sum_.itemCount = std::min(sum_.itemCount + itemCount, 2 * kMaxItems);
  sum_.loopCount = std::min(sum_.loopCount + old.loopCount + (isLoop ? 2 : 0), 2 * kMaxLoops);
  sum_.depth = std::max(sum_.depth, old.depth + 1);
  sum_.isRun = old.isRun && blockCount_ == 1;
}

} // namespace wasmpi::mpi
