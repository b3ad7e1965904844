#include "hostcalls/mpi/requests.h"

#include <utility>

namespace wasmpi::mpi {

RequestEntry::RequestEntry(MPI_Request handle, std::unique_ptr<HeldArguments> arguments)
    : PlainEntry(handle), held(std::move(arguments)) {}
RequestEntry::RequestEntry(RequestEntry&&) noexcept = default;
RequestEntry& RequestEntry::operator=(RequestEntry&&) noexcept = default;
RequestEntry::~RequestEntry() = default;

} // namespace wasmpi::mpi
