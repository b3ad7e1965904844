// The partitions of a message whose sender declares them ready one by one (MPI-4.0 4).
//
// Libraries count the declarations: one that comes twice, or for a message that is not under way,
// would send what is not ready, or never end. So which ones have come is kept here.
#pragma once

#include <cstdint>
#include <vector>

#include "hostcalls/mpi/pending_operation.h"

namespace wasmpi::mpi {

class Partitions final : public PendingOperation {
public:
  Partitions(int32_t count, bool isSent) : count_(count) {
    if (isSent)
      isReady_.resize(static_cast<size_t>(count), true);
  }

  void complete(MpiContext&) override {}
  Partitions* partitions() override { return this; }

  bool isSent() const { return !isReady_.empty(); }
  bool has(int32_t partition) const { return partition >= 0 && partition < count_; }
  /// Whether it is one of a message under way, and not yet declared ready. All are before the first
  /// start, and must be again before the operation can be complete.
  bool mayBecomeReady(int32_t partition) const {
    return isSent() && has(partition) && !isReady_[static_cast<size_t>(partition)];
  }
  void setReady(int32_t partition) { isReady_[static_cast<size_t>(partition)] = true; }
  /// The operation has been started.
  void start() { isReady_.assign(isReady_.size(), false); }

private:
  int32_t count_;
  /// Of a sender; empty for a receiver.
  std::vector<bool> isReady_;
};

} // namespace wasmpi::mpi
