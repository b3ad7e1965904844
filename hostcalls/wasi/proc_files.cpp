// See proc_files.h.
#include "hostcalls/wasi/proc_files.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <fmt/format.h>

namespace wasmpi::wasi {
namespace {

/// By name: nothing else tells the files of procfs apart, and their directories cannot be renamed.
constexpr std::string_view kPrivate[] = {"auxv",         "environ",   "kcore",   "maps",
                                         "mem",          "numa_maps", "pagemap", "smaps",
                                         "smaps_rollup", "stack",     "syscall"};

/// The last component of the path that the kernel knows the descriptor by; empty if it is longer
/// than any in procfs.
std::string_view nameOf(int host, std::array<char, 4096>& buffer) {
  const auto link = fmt::format("/proc/self/fd/{}", host);
  const ssize_t size = ::readlink(link.c_str(), buffer.data(), buffer.size());
  if (size <= 0 || static_cast<size_t>(size) == buffer.size())
    return {};
  const std::string_view path(buffer.data(), static_cast<size_t>(size));
  return path.substr(path.rfind('/') + 1);
}

} // namespace

Checked<void> checkProcFile(int host, bool isForWriting) {
  struct statfs fileSystem {};
  if (::fstatfs(host, &fileSystem) != 0 || fileSystem.f_type != PROC_SUPER_MAGIC)
    return {};
  if (isForWriting)
    return tl::unexpected(Errno::NotPermitted);
  std::array<char, 4096> buffer;
  const std::string_view name = nameOf(host, buffer);
  if (name.empty() || std::ranges::find(kPrivate, name) != std::end(kPrivate))
    return tl::unexpected(Errno::Access);
  return {};
}

} // namespace wasmpi::wasi
