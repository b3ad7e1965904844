// Reading the path arguments of a call: out of guest memory, checked, and resolved beneath the
// descriptor they are relative to.
#pragma once

#include <cstdint>
#include <string>

#include "hostcalls/wasi/failure.h"
#include "hostcalls/wasi/wasi_context.h"

namespace wasmpi::wasi {

/// A path as the guest passes it.
struct GuestPath {
  GuestPtr<uint8_t> address;
  uint32_t byteSize;
};

/// Copies the path: NameTooLong from PATH_MAX on, Invalid if there is a NUL inside.
Fallible<std::string> readPath(WasiContext& context, GuestPath path);

/// Opens what the path names, for looking at it only (O_PATH). `lookup`: lookup_flags.
Fallible<HostFd> openForLookup(WasiContext& context, uint32_t fd, Rights required, uint32_t lookup,
                               GuestPath path);

/// The directory entry that the path names; it need not exist.
Fallible<ParentAndName> findEntry(WasiContext& context, uint32_t fd, Rights required,
                                  GuestPath path);

} // namespace wasmpi::wasi
