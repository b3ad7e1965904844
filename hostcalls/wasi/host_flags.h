// WASI's descriptor flags and the host's open(2) flags.
#pragma once

#include <cstdint>

#include <fcntl.h>

#include "hostcalls/wasi/wasi_types.h"

namespace wasmpi::wasi {

inline int fdFlagsToHost(uint32_t flags) {
  int host = 0;
  host |= flags & fd_flags::kAppend ? O_APPEND : 0;
  host |= flags & fd_flags::kDsync ? O_DSYNC : 0;
  host |= flags & fd_flags::kNonblock ? O_NONBLOCK : 0;
  host |= flags & fd_flags::kRsync ? O_RSYNC : 0;
  host |= flags & fd_flags::kSync ? O_SYNC : 0;
  return host;
}

/// On Linux O_SYNC includes O_DSYNC, and O_RSYNC is O_SYNC: it is shown as sync.
inline uint16_t fdFlagsFromHost(int host) {
  uint32_t flags = 0;
  flags |= host & O_APPEND ? fd_flags::kAppend : 0;
  flags |= host & O_NONBLOCK ? fd_flags::kNonblock : 0;
  if ((host & O_SYNC) == O_SYNC)
    flags |= fd_flags::kSync;
  else if (host & O_DSYNC)
    flags |= fd_flags::kDsync;
  return static_cast<uint16_t>(flags);
}

} // namespace wasmpi::wasi
