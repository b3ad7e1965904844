// Starting and ending MPI (MPI-3.1 8.7).
#include "hostcalls/mpi/special.h"

#include <cstdlib>

#include <fmt/format.h>

namespace wasmpi::mpi {

namespace {

/// A plugin that does not belong to the launcher starts N jobs of one rank each, and nobody says so.
bool checkLauncher(const Call& call) {
  int size = 0;
  if (MPI_Comm_size(MPI_COMM_WORLD, &size) != MPI_SUCCESS)
    return true;
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
    const char* launched = std::getenv(variable);
    if (launched && std::atoi(launched) != size)
      return call.context.failWithTrap(
          TrapCode::HostCall,
          fmt::format("{}: the launcher started {} ranks ({}), but this MPI library sees {}: it is not the "
                      "launcher's own. Choose it with --mpi=openmpi or --mpi=mpich, or use the "
                      "library's own mpiexec",
                      call.name, launched, variable, size));
  }
  return true;
}

} // namespace

int32_t init(const Call& call, uint32_t, uint32_t) {
  const int code = MPI_Init(nullptr, nullptr);
  if (code != MPI_SUCCESS)
    return call.context.resultOf(code);
  call.context.services().restoreSignalHandlers();
  call.context.afterInit();
  if (!checkLauncher(call))
    return call.context.finishFailure(MPI_COMM_WORLD);
  return 0;
}

int32_t finalize(const Call& call) { return call.context.resultOf(MPI_Finalize()); }

} // namespace wasmpi::mpi
