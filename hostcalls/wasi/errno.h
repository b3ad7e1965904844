// The error numbers a guest sees. Host numbers differ from them and never reach the guest unmapped.
#pragma once

#include <cstdint>

#include <tl/expected.hpp>

namespace wasmpi::wasi {

enum class Errno : uint16_t {
  Success = 0,
#define ERRNO(name, number, host) name = number,
#include "hostcalls/wasi/errno.def"
#undef ERRNO
  /// The descriptor lacks a right; no host errno means this.
  NotCapable = 76,
};

/// What the parts below the calls return: a value, or the error the guest is to see.
template <class T> using Checked = tl::expected<T, Errno>;

/// The WASI number of a host errno; Io for one that WASI does not know.
Errno fromHostErrno(int hostErrno);

/// Failure with the calling thread's present errno.
tl::unexpected<Errno> hostFailure();

} // namespace wasmpi::wasi
