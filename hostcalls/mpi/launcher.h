// How a guest starts programs and reaches other jobs (MPI-3.1 10). A plugin has one only if the
// user has allowed that (--allow-spawn).
//
// Only virtual functions: a plugin is not linked to who implements it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/error.h"

namespace wasmpi::mpi {

class Launcher {
public:
  virtual ~Launcher() = default;

  /// The host's command line, program first, that runs a module: one named as the guest names its
  /// files, or the guest's own by the name it has as argv[0].
  virtual Expected<std::vector<std::string>> commandFor(std::string_view module) = 0;

  /// The host's descriptor, lent, of a connected socket of the guest.
  virtual Expected<int> socketOf(uint32_t descriptor) = 0;
};

} // namespace wasmpi::mpi
