// fd_readdir and the preopens' names.
//
// A cookie of fd_readdir is the number of entries before it. The host's own positions (d_off) may
// need 64 bits, which C's telldir does not have on wasm32; the descriptor remembers those of the
// entries listed so far.
#include <algorithm>
#include <array>

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

  void write(const dirent64& entry, uint64_t nextCookie) {
    const size_t nameSize = std::strlen(entry.d_name);
    const DirectoryEntry head = {.nextCookie = nextCookie,
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

/// Writes the entries from number `cookie` on until the buffer is full or there are no more.
Checked<void> readEntries(Descriptor& directory, uint64_t cookie, EntryWriter& writer) {
  const int host = directory.host.get();
  std::vector<int64_t>& positions = directory.listedPositions;
  if (cookie == 0)
    positions.clear(); // C's rewinddir: whatever was added or removed since counts
  // A cookie beyond what was listed is made up, or of another descriptor: it is read up to.
  uint64_t number = std::min<uint64_t>(cookie, positions.size());
  if (::lseek(host, number == 0 ? 0 : positions[number - 1], SEEK_SET) < 0)
    return hostFailure();

  alignas(dirent64) std::array<char, 8192> records;
  while (!writer.isFull()) {
    // Not much more than the guest has room for: the rest would be read again.
    const size_t byteSize = std::clamp<size_t>(writer.restSize(), 1024, records.size());
    const ssize_t filled = ::getdents64(host, records.data(), byteSize);
    if (filled < 0)
      return hostFailure();
    if (filled == 0)
      break;
    for (ssize_t offset = 0; offset < filled && !writer.isFull(); ++number) {
      const auto* entry = reinterpret_cast<const dirent64*>(records.data() + offset);
      offset += entry->d_reclen;
      if (number == positions.size())
        positions.push_back(entry->d_off);
      else
        positions[number] = entry->d_off;
      if (number >= cookie)
        writer.write(*entry, number + 1);
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

  EntryWriter writer(*bytes);
  if (auto read = readEntries(**descriptor, cookie, writer); !read)
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
