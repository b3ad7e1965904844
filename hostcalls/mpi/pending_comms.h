// Communicators that are being made by an operation of MPI_Comm_idup.
//
// Where the library stores the new native handle, and when, is its own affair until the request is
// complete: it gets a place here that stays. The guest's handle finds no communicator until then.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "hostcalls/mpi/handle_table.h"
#include "hostcalls/mpi/kinds.h"

namespace wasmpi::mpi {

class PendingComms {
public:
  /// A place for the native handle; kept for good once it was promised.
  MPI_Comm& begin() {
    if (!next_)
      next_ = std::make_unique<MPI_Comm>();
    return *next_ = MPI_COMM_NULL;
  }
  /// The operation was started: `request` will make the communicator `comm`.
  void promise(uint32_t request, uint32_t comm) { promises_[request] = {comm, std::move(next_)}; }
  /// The request is complete, or was freed: what the library has stored so far is the
  /// communicator.
  void complete(HandleTable<CommEntry>& comms, uint32_t request) {
    const auto found = promises_.find(request);
    if (found == promises_.end())
      return;
    comms[found->second.comm] = CommEntry(*found->second.native);
    promises_.erase(found);
  }

private:
  struct Promise {
    uint32_t comm = 0;
    std::unique_ptr<MPI_Comm> native;
  };
  std::unique_ptr<MPI_Comm> next_;
  std::map<uint32_t, Promise> promises_;
};

} // namespace wasmpi::mpi
