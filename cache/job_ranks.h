// The ranks of a job, as far as sharing native code needs them. The MPI plugin implements this over MPI (hostcalls/mpi/job_ranks.h);
// nothing else here knows MPI.
//
// Every other function is collective: all ranks of the object call the same ones in the same order. Waiting gives the processor away,
// since other ranks of the node may be compiling. A failure of the network ends the job.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace wasmpi {

class JobRanks {
public:
  using Bytes = std::vector<uint8_t>;

  virtual ~JobRanks() = default;

  /// Of this process, from 0 on, and how many there are. Not collective.
  virtual int rank() const = 0;
  virtual int size() const = 0;
  /// A number that processes have in common if they are on one node. Not collective.
  virtual uint64_t node() const = 0;

  /// Those that gave the same color (not negative), in their order here.
  virtual std::unique_ptr<JobRanks> split(int color) = 0;

  /// Whether any rank said yes.
  virtual bool any(bool mine) = 0;
  /// All ranks' bytes, of which each gives the same number, in the order of the ranks.
  virtual Bytes allGather(std::span<const uint8_t> mine) = 0;
  /// At `root` every rank's bytes, elsewhere nothing.
  virtual std::vector<Bytes> gather(int root, const Bytes& mine) = 0;
  /// Gives every rank the bytes of `root`, in pieces that fit a network.
  virtual void broadcast(int root, Bytes& bytes) = 0;
};

} // namespace wasmpi
