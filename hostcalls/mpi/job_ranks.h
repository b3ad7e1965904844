// The ranks of this job over the native MPI library, for sharing native code (cache/job_cache.h).
//
// Calls go to PMPI_*: they are the runtime's own, which a profiling tool need not see. Waiting is done by testing and sleeping: an MPI
// library waits by spinning, on processors that a compiling rank needs.
#pragma once

#include "cache/job_ranks.h"
#include "hostcalls/mpi/mpi_header.h"

namespace wasmpi::mpi {

class MpiJobRanks final : public JobRanks {
public:
  /// The ranks of MPI_COMM_WORLD, through that itself: to be used before the guest is told that MPI is up, so that no messages
  /// of its own are on the way, and by all ranks alike.
  MpiJobRanks() : MpiJobRanks(MPI_COMM_WORLD) {}
  ~MpiJobRanks() override;
  MpiJobRanks(const MpiJobRanks&) = delete;
  MpiJobRanks& operator=(const MpiJobRanks&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  uint64_t node() const override;
  std::unique_ptr<JobRanks> split(int color) override;
  bool any(bool mine) override;
  Bytes allGather(std::span<const uint8_t> mine) override;
  std::vector<Bytes> gather(int root, const Bytes& mine) override;
  void broadcast(int root, Bytes& bytes) override;

private:
  /// Takes the communicator over, unless it is a predefined one.
  explicit MpiJobRanks(MPI_Comm comm);
  void send(int to, const Bytes& bytes);
  Bytes receive(int from);

  MPI_Comm comm_;
  int rank_ = 0;
  int size_ = 1;
};

} // namespace wasmpi::mpi
