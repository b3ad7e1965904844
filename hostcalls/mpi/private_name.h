// The name by which the MPI library opens a file of the guest's.
//
// A path beneath the guest's directories is none to hand over: between the check and the library's
// own open(2) the guest, or another rank, may put a symbolic link into its place. So the file is
// opened beneath those directories first (wasi::GuestFiles), and the library gets a symbolic link
// to that very descriptor, /proc/self/fd/N, in a directory the guest cannot reach. What the library
// puts beside a file (shared file pointers) lies there, too. As libraries exchange names between
// ranks, the directory and N are the same on all of them (special_file_open.cpp).
#pragma once

#include <string>
#include <utility>

#include "hostcalls/wasi/guest_files.h"

namespace wasmpi::mpi {

class PrivateName {
public:
  /// Makes a new directory, in $TMPDIR or where temporary files lie, for all ranks to use. Empty if
  /// the guest reaches every such place: then names are /proc/self/fd/N themselves, and the library
  /// can put nothing beside them.
  static std::string makeDirectory(wasi::GuestFiles& files);
  /// Longer than any directory's name, with the NUL.
  static constexpr size_t kMaxDirectory = 256;

  PrivateName() = default;
  /// A name for `descriptor`, which it owns from now on, in the directory; -1: none yet.
  PrivateName(std::string directory, int descriptor)
      : directory_(std::move(directory)), descriptor_(descriptor) {}
  PrivateName(PrivateName&& other) noexcept
      : directory_(std::move(other.directory_)), descriptor_(std::exchange(other.descriptor_, -1)) {
  }
  PrivateName& operator=(PrivateName&& other) noexcept {
    std::swap(directory_, other.directory_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  /// Removes the link and, if it is empty by then, the directory.
  ~PrivateName();

  /// Makes the link, and on another host the directory. False: errno says why.
  bool make() const;
  std::string path() const;

private:
  std::string target() const;

  std::string directory_;
  int descriptor_ = -1;
};

} // namespace wasmpi::mpi
