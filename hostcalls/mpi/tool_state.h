// What a guest has opened of the tool information interface (tool_interface.h).
#pragma once

#include <cstdint>
#include <set>

namespace wasmpi::mpi {

class ToolState {
public:
  /// Between as many MPI_T_init_thread as MPI_T_finalize.
  bool isActive() const { return initCount_ > 0; }
  void init() { initCount_++; }
  void finalize() {
    if (--initCount_ == 0)
      sessions_.clear();
  }

  uint32_t openSession() {
    sessions_.insert(++lastSession_);
    return lastSession_;
  }
  bool isSession(uint32_t session) const { return sessions_.contains(session); }
  bool closeSession(uint32_t session) { return sessions_.erase(session) > 0; }

private:
  int64_t initCount_ = 0;
  uint32_t lastSession_ = 0;
  std::set<uint32_t> sessions_;
};

} // namespace wasmpi::mpi
