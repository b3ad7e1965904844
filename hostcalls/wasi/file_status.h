// File attributes between host and guest, for descriptors and paths alike.
#pragma once

#include <array>
#include <cstdint>

#include <sys/stat.h>
#include <time.h>

#include "hostcalls/wasi/errno.h"
#include "hostcalls/wasi/wasi_types.h"

namespace wasmpi::wasi {

/// `Layout`: FileStat or unstable::FileStat.
template <class Layout> Layout toFileStat(const struct stat& status);

/// Access and modification time for utimensat: given, now, or kept. Invalid for undefined flags, or
/// a time both given and now.
Checked<std::array<timespec, 2>> timesToSet(uint64_t accessTime, uint64_t modifyTime,
                                            uint32_t flags);

} // namespace wasmpi::wasi
