// fd_readdir and the preopens' names.
//
// A cookie of fd_readdir is the host's own position in the directory (d_off), so that no state is
// kept; the host checks one that a guest made up.
#include <algorithm>
#include <array>
#include <limits>

#include <dirent.h>
#include <unistd.h>

#include "hostcalls/wasi/calls.h"

namespace wasmpi::wasi {
namespace {

/// Fills the guest's buffer; the last entry may be cut off (witx: fd_readdir).
class EntryWriter {
public:
  explicit EntryWriter(std::span<uint8_t> buffer) : rest_(buffer) {}

  bool isFull() const { return rest_.empty(); }
  size_t restSize() const { return rest_.size(); }

  void write(const dirent64& entry) {
    const size_t nameSize = std::strlen(entry.d_name);
    const DirectoryEntry head = {.nextCookie = static_cast<uint64_t>(entry.d_off),
                                 .inode = entry.d_ino,
                                 .nameByteSize = static_cast<uint32_t>(nameSize),
                                 .type = static_cast<uint8_t>(fileTypeOf(DTTOIF(entry.d_type))),
                                 .padding = {}};
    append(&head, sizeof(head));
    append(entry.d_name, nameSize);
  }

private:
  void append(const void* bytes, size_t byteSize) {
    const size_t count = std::min(byteSize, rest_.size());
    if (count > 0)
      std::memcpy(rest_.data(), bytes, count);
    rest_ = rest_.subspan(count);
  }

  std::span<uint8_t> rest_;
};

/// Reads entries from the directory's present position until the buffer is full or there are no
/// more.
Checked<void> readEntries(int host, EntryWriter& writer) {
  alignas(dirent64) std::array<char, 8192> records;
  while (!writer.isFull()) {
    // Not much more than the guest has room for: the rest would be read again.
    const size_t byteSize = std::clamp<size_t>(writer.restSize(), 1024, records.size());
    const ssize_t filled = ::getdents64(host, records.data(), byteSize);
    if (filled < 0)
      return hostFailure();
    if (filled == 0)
      break;
    for (ssize_t offset = 0; offset < filled && !writer.isFull();) {
      const auto* entry = reinterpret_cast<const dirent64*>(records.data() + offset);
      writer.write(*entry);
      offset += entry->d_reclen;
    }
  }
  return {};
}

Checked<std::string_view> preopenName(WasiContext& context, uint32_t fd) {
  auto descriptor = context.descriptors().find(fd);
  if (!descriptor)
    return tl::unexpected(descriptor.error());
  const std::string& name = (*descriptor)->preopenName;
  if (name.empty())
    return tl::unexpected(Errno::BadDescriptor);
  return name;
}

} // namespace

Fallible<void> fd::readdir(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> buffer,
                           uint32_t byteSize, uint64_t cookie, GuestPtr<uint32_t> result) {
  auto out = Out<uint32_t>::at(context.memory(), result);
  if (!out)
    return passOn(out);
  auto bytes = context.memory().bytes(buffer.address, byteSize);
  if (!bytes)
    return passOn(bytes);
  auto descriptor = context.descriptors().find(fd, Rights::FdReaddir);
  if (!descriptor)
    return passOn(descriptor);
  if (cookie > static_cast<uint64_t>(std::numeric_limits<off_t>::max()))
    return failWith(Errno::Invalid);

  const int host = (*descriptor)->host.get();
  if (::lseek(host, static_cast<off_t>(cookie), SEEK_SET) < 0)
    return complete(hostFailure());
  EntryWriter writer(*bytes);
  if (auto read = readEntries(host, writer); !read)
    return passOn(read);
  out->store(static_cast<uint32_t>(byteSize - writer.restSize()));
  return {};
}

Fallible<void> fd::prestatGet(WasiContext& context, uint32_t fd, GuestPtr<Prestat> result) {
  auto out = Out<Prestat>::at(context.memory(), result);
  if (!out)
    return passOn(out);
  auto name = preopenName(context, fd);
  if (!name)
    return passOn(name);
  out->store({.tag = 0, .padding = {}, .nameByteSize = static_cast<uint32_t>(name->size())});
  return {};
}

Fallible<void> fd::prestatDirName(WasiContext& context, uint32_t fd, GuestPtr<uint8_t> name,
                                  uint32_t byteSize) {
  auto bytes = context.memory().bytes(name.address, byteSize);
  if (!bytes)
    return passOn(bytes);
  auto known = preopenName(context, fd);
  if (!known)
    return passOn(known);
  if (known->size() > byteSize)
    return failWith(Errno::NameTooLong);
  std::ranges::copy(*known, bytes->begin());
  return {};
}

} // namespace wasmpi::wasi
