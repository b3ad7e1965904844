// Process creation and management (MPI-3.1 10): what a guest starts is a module, run by this
// program with the options it was itself given. Without a Launcher these calls are errors that say
// how to allow them.
#pragma once

#include "hostcalls/mpi/mpi_context.h"

namespace wasmpi::mpi {

int32_t commSpawn(Call call, uint32_t command, uint32_t arguments, int32_t processCount,
                  uint32_t info, int32_t root, uint32_t comm, uint32_t result, uint32_t codes);
int32_t commSpawnMultiple(Call call, int32_t count, uint32_t commands, uint32_t arguments,
                          uint32_t processCounts, uint32_t infos, int32_t root, uint32_t comm,
                          uint32_t result, uint32_t codes);
/// Needs no permission: a program that was not spawned has no parent.
int32_t commGetParent(Call call, uint32_t result);

int32_t openPort(Call call, uint32_t info, uint32_t port);
int32_t closePort(Call call, uint32_t port);
int32_t commAccept(Call call, uint32_t port, uint32_t info, int32_t root, uint32_t comm,
                   uint32_t result);
int32_t commConnect(Call call, uint32_t port, uint32_t info, int32_t root, uint32_t comm,
                    uint32_t result);
int32_t publishName(Call call, uint32_t service, uint32_t info, uint32_t port);
int32_t unpublishName(Call call, uint32_t service, uint32_t info, uint32_t port);
int32_t lookupName(Call call, uint32_t service, uint32_t info, uint32_t port);
int32_t commJoin(Call call, uint32_t descriptor, uint32_t result);

} // namespace wasmpi::mpi
