// The guest's descriptors. A guest number is an index here and nothing else; host descriptors are
// never shown or accepted.
//
// A descriptor has rights (witx: rights): what may be done with it, and what may be done at most
// with those opened beneath it. They only shrink.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hostcalls/wasi/errno.h"
#include "hostcalls/wasi/wasi_types.h"

namespace wasmpi::wasi {

/// Owns a host descriptor.
class HostFd {
public:
  HostFd() = default;
  explicit HostFd(int fd) : fd_(fd) {}
  HostFd(HostFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  HostFd& operator=(HostFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~HostFd();

  int get() const { return fd_; }
  bool isOpen() const { return fd_ >= 0; }
  /// Gives the descriptor up to the caller.
  int release() { return std::exchange(fd_, -1); }
  /// Closes it now, to learn of a failure (a delayed write error). The descriptor is gone in any
  /// case.
  Checked<void> close();

private:
  int fd_ = -1;
};

struct Descriptor {
  HostFd host;
  FileType type = FileType::Unknown;
  Rights rights = Rights::None;
  Rights inheriting = Rights::None;
  /// Of or beneath a preopen that the guest must not change.
  bool isReadOnly = false;
  /// The guest's name of a preopened directory; empty for all others.
  std::string preopenName = {};
  /// Of a directory: the host's position behind each entry listed so far, in order
  /// (directory_calls.cpp).
  std::vector<int64_t> listedPositions = {};
};

class FdTable {
public:
  /// More than a host lets a process open as a rule; bounds the table itself.
  static constexpr uint32_t kMaxDescriptors = 1u << 20;

  /// The open descriptor `fd`, valid until the table changes. BadDescriptor if there is none;
  /// NotCapable if it lacks one of `required`, NotDirectory if that is for directories only and it
  /// is none; ReadOnlyFileSystem if it is read-only and one of `required` makes changes.
  Checked<Descriptor*> find(uint32_t fd, Rights required = Rights::None) {
    // Only a descriptor that refuses something is looked at closer: every read and write comes by.
    if (fd < entries_.size() && entries_[fd] && !entries_[fd]->isReadOnly &&
        includes(entries_[fd]->rights, required)) [[likely]]
      return &*entries_[fd];
    return findRefusal(fd, required);
  }

  /// Gives the descriptor the lowest free number that is at least `lowest`; TooManyOpen if there is
  /// none.
  Checked<uint32_t> insert(Descriptor descriptor, uint32_t lowest = 0);

  /// Frees the number and closes the host descriptor, with its error if that fails.
  Checked<void> close(uint32_t fd);

  /// Moves `from` to the number `to`, closing what was there. Both must be open.
  Checked<void> renumber(uint32_t from, uint32_t to);

  /// All open descriptors have smaller numbers.
  uint32_t numberLimit() const { return static_cast<uint32_t>(entries_.size()); }

private:
  /// `find` for a descriptor that may not do everything.
  Checked<Descriptor*> findRefusal(uint32_t fd, Rights required);

  std::vector<std::optional<Descriptor>> entries_;
};

/// The type that the S_IFMT bits of a host's file mode say.
FileType fileTypeOf(uint32_t hostMode);

/// A descriptor with the type the host says it has, and all rights that this type and its access
/// mode allow; it inherits none.
Checked<Descriptor> describe(HostFd host);

} // namespace wasmpi::wasi
