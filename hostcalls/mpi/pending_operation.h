// What belongs to an operation until its request is complete, kept at the request's entry.
#pragma once

namespace wasmpi::mpi {

class MpiContext;

class PendingOperation {
public:
  virtual ~PendingOperation() = default;
  /// The library has completed or freed the request.
  virtual void complete(MpiContext& context) = 0;
};

} // namespace wasmpi::mpi
