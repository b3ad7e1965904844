// See path_arguments.h.
#include "hostcalls/wasi/path_arguments.h"

#include <climits>

#include <fcntl.h>

namespace wasmpi::wasi {

Fallible<std::string> readPath(WasiContext& context, GuestPath path) {
  auto bytes = context.memory().range(path.address.address, path.byteSize);
  if (!bytes)
    return passOn(bytes);
  if (path.byteSize >= PATH_MAX)
    return failWith(Errno::NameTooLong);
  std::string text(reinterpret_cast<const char*>(*bytes), path.byteSize);
  if (text.find('\0') != std::string::npos)
    return failWith(Errno::Invalid);
  return text;
}

Fallible<HostFd> openForLookup(WasiContext& context, uint32_t fd, Rights required, uint32_t lookup,
                               GuestPath path) {
  auto text = readPath(context, path);
  if (!text)
    return passOn(text);
  if (lookup & ~lookup_flags::kAll)
    return failWith(Errno::Invalid);
  auto directory = context.descriptors().find(fd, required);
  if (!directory)
    return passOn(directory);
  const int noFollow = lookup & lookup_flags::kSymlinkFollow ? 0 : O_NOFOLLOW;
  auto opened = context.paths().open((*directory)->host.get(), *text, {.flags = O_PATH | noFollow});
  if (!opened)
    return passOn(opened);
  return std::move(*opened);
}

Fallible<ParentAndName> findEntry(WasiContext& context, uint32_t fd, Rights required,
                                  GuestPath path) {
  auto text = readPath(context, path);
  if (!text)
    return passOn(text);
  auto directory = context.descriptors().find(fd, required);
  if (!directory)
    return passOn(directory);
  auto entry = context.paths().openParent((*directory)->host.get(), *text);
  if (!entry)
    return passOn(entry);
  return std::move(*entry);
}

} // namespace wasmpi::wasi
