// Mapping of host error numbers; see errno.def.
#include "hostcalls/wasi/errno.h"

#include <cerrno>

namespace wasmpi::wasi {

Errno fromHostErrno(int hostErrno) {
  switch (hostErrno) {
#define ERRNO(name, number, host)                                                                  \
  case host:                                                                                       \
    return Errno::name;
#include "hostcalls/wasi/errno.def"
#undef ERRNO
  default:
    return Errno::Io;
  }
}

tl::unexpected<Errno> hostFailure() { return tl::unexpected(fromHostErrno(errno)); }

} // namespace wasmpi::wasi
