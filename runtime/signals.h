// Hardware faults as traps: the handlers of SIGSEGV, SIGBUS, SIGFPE and SIGILL, and the stacks they run on.
//
// A fault belongs to the guest if guest code, or a C library function it called directly, caused it while touching a linear
// memory's reservation or the stack; then it is a trap. Faults of host code while a guest is active end the process with a message:
// nothing may jump out of foreign frames. All others go to the handler that was there before.
#pragma once

namespace wasmpi {

/// Installs the handlers of the process, or puts them back where a library has replaced them (MPI libraries do at MPI_Init; call this
/// after it). Handlers found are kept and get the faults that are not the guest's.
void installSignalHandlers();

/// Gives the calling thread a stack for handlers until it ends; needed once before it enters guest code.
void prepareThreadForSignals();

} // namespace wasmpi
