// Generalized requests (MPI-3.1 12.2): operations of the guest's own, whose progress and status the
// library asks the guest about.
//
// The library passes a pointer of ours along, so one native function of each sort serves all
// requests.
#pragma once

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

int32_t grequestStart(Call call, uint32_t query, uint32_t free, uint32_t cancel,
                      uint32_t extraState, uint32_t request);
int32_t grequestComplete(Call call, uint32_t request);

} // namespace wasmpi::mpi
