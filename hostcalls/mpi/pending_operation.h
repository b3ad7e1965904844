// What belongs to an operation until its request is complete, kept at the request's entry.
#pragma once

namespace wasmpi::mpi {

class MpiContext;
class Partitions;

class PendingOperation {
public:
  virtual ~PendingOperation() = default;
  /// The library has completed or freed the request.
  virtual void complete(MpiContext& context) = 0;
  /// Those of a partitioned message; null for another operation.
  virtual Partitions* partitions() { return nullptr; }
};

} // namespace wasmpi::mpi
