// The guest's files for a hostcall outside of WASI that opens them by name (MPI-IO): the same
// preopens, rights and path resolution as path_open has, with the names as wasi-libc takes them.
//
// Only virtual functions: an MPI plugin is not linked to this component.
#pragma once

#include <string_view>

#include "hostcalls/wasi/errno.h"

namespace wasmpi::wasi {

/// What a file is opened for.
struct FileUse {
  bool reads = false;
  bool writes = false;
  /// Made if it is not there; isExclusive: an error if it is.
  bool creates = false;
  bool isExclusive = false;
};

class GuestFiles {
public:
  virtual ~GuestFiles() = default;

  /// Finds (or makes) a regular file that may be used so, and returns a host descriptor (O_PATH)
  /// for it, the caller's. What has no preopen is NotCapable; what the guest may only read is
  /// ReadOnlyFileSystem.
  virtual Checked<int> open(std::string_view path, FileUse use) = 0;

  /// Removes a file's name.
  virtual Checked<void> remove(std::string_view path) = 0;

  /// Whether one of the guest's directories is `hostDirectory` or above it: then the guest may
  /// change what lies in it. True as well if that cannot be told.
  virtual bool reaches(const char* hostDirectory) = 0;
};

} // namespace wasmpi::wasi
