// Files of procfs, where a guest was given them (--dir /, --dir /proc): they are about the process
// that runs the guest, not about the guest.
#pragma once

#include "hostcalls/wasi/errno.h"

namespace wasmpi::wasi {

/// Whether a guest may have this opened file. No file of procfs may be written to (NotPermitted):
/// through /proc/self/mem a guest could change this very process. Those that show a process's
/// memory, addresses or environment may not be read either (Access).
Checked<void> checkProcFile(int host, bool isForWriting);

} // namespace wasmpi::wasi
