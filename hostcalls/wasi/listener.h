// Sockets that listen before the guest starts (--listen): the only way it gets to a network.
#pragma once

#include <string>
#include <string_view>

#include <sys/socket.h>

#include "frontend/error.h"
#include "hostcalls/wasi/fd_table.h"

namespace wasmpi::wasi {

/// Where to listen: an address of this machine, or a socket that the parent process left open.
class ListenAddress {
public:
  /// "127.0.0.1:8080", "[::1]:8080", "fd:3". Addresses are numbers: no name is looked up.
  static Expected<ListenAddress> parse(std::string_view text);

  /// A listening socket; of "fd:N" a duplicate. Fails if the address is not free or not this
  /// machine's, or the descriptor does not listen.
  Expected<HostFd> open() const;

private:
  ListenAddress() = default;
  Expected<HostFd> openInherited() const;

  std::string text_;
  int inherited_ = -1; ///< or else:
  sockaddr_storage address_ = {};
  socklen_t byteSize_ = 0;
};

} // namespace wasmpi::wasi
