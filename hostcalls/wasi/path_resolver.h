// Paths of the guest, resolved beneath one of its directories and nowhere else.
//
// Every lookup is openat2(RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS); a kernel without it gets a
// walk, component by component with O_NOFOLLOW, which keeps the same rules. No path of the guest is
// ever handed to another host call: those get an opened descriptor, or an opened parent and a
// single name in it that they do not follow. An absolute path, "..", or a symbolic link that leads
// out is NotPermitted.
#pragma once

#include <string>

#include "hostcalls/wasi/errno.h"
#include "hostcalls/wasi/fd_table.h"

namespace wasmpi::wasi {

/// How the last component is opened.
struct OpenRequest {
  /// open(2) flags; O_CLOEXEC and O_NOCTTY are added. O_NOFOLLOW: a symbolic link in the last place
  /// is not followed.
  int flags = 0;
  /// Permissions of a created file, before the umask.
  unsigned mode = 0;
};

/// The directory that holds a path's last component, and that component. `name` is one component;
/// it may end in slashes if the path did, and may be "." or "..", which the calls that make, remove
/// or rename an entry refuse.
struct ParentAndName {
  HostFd opened;
  /// `opened`, or the directory that the path started from; lent.
  int directory;
  std::string name;
};

class PathResolver {
public:
  enum class Method { OpenAt2, Walk };

  /// Uses openat2 if the kernel has it.
  PathResolver();
  explicit PathResolver(Method method) : method_(method) {}
  Method method() const { return method_; }

  /// Opens `path`, which must hold no NUL, beneath the directory.
  Checked<HostFd> open(int directory, const std::string& path, OpenRequest request) const;

  /// Opens the directory that the last component lies in.
  Checked<ParentAndName> openParent(int directory, const std::string& path) const;

private:
  Method method_;
};

} // namespace wasmpi::wasi
