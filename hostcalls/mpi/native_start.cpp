#include "hostcalls/mpi/native_start.h"

#include <cstdlib>

#include <fmt/format.h>

#include "hostcalls/mpi/job_ranks.h"

namespace wasmpi::mpi {

namespace {

/// A plugin that does not belong to the launcher starts N jobs of one rank each, and nobody says
/// so.
Expected<void> checkLauncher() {
  int size = 0;
  if (PMPI_Comm_size(MPI_COMM_WORLD, &size) != MPI_SUCCESS)
    return {};
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
    const char* launched = std::getenv(variable);
    if (launched && std::atoi(launched) != size)
      return failure(
          fmt::format("the launcher started {} ranks ({}), but this MPI library sees {}: it is not "
                      "the launcher's own. Choose it with --mpi=openmpi or --mpi=mpich, or use the "
                      "library's own mpiexec",
                      launched, variable, size));
  }
  return {};
}

} // namespace

Expected<int> NativeStart::start(std::optional<int> threadLevel) {
  if (isStarted_)
    return MPI_SUCCESS;
  const int code = threadLevel ? MPI_Init_thread(nullptr, nullptr, *threadLevel, &threadLevel_)
                               : MPI_Init(nullptr, nullptr);
  services_.restoreSignalHandlers();
  if (code != MPI_SUCCESS)
    return code;
  isStarted_ = true;
  if (auto checked = checkLauncher(); !checked)
    return tl::unexpected(std::move(checked.error()));
  int size = 1;
  PMPI_Comm_size(MPI_COMM_WORLD, &size);
  if (size > 1) {
    MpiJobRanks ranks;
    services_.meetJob(services_.user, ranks);
  }
  return MPI_SUCCESS;
}

} // namespace wasmpi::mpi
