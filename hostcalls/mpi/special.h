// The functions that are not a row of adaptors, by the file they are in.
#pragma once

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

// special_init.cpp
int32_t init(const Call& call, uint32_t argc, uint32_t argv);
int32_t finalize(const Call& call);

} // namespace wasmpi::mpi
