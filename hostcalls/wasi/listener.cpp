// See listener.h.
#include "hostcalls/wasi/listener.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>

#include <fmt/format.h>

namespace wasmpi::wasi {
namespace {

/// The whole text as a decimal number.
template <class T> std::optional<T> number(std::string_view text) {
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

/// Writes a socket address of either family; its size, or 0 if the host is none.
socklen_t fill(sockaddr_storage& address, std::string host, uint16_t port) {
  sockaddr_in v4{};
  if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&address, &v4, sizeof(v4));
    return sizeof(v4);
  }
  if (!host.starts_with('[') || !host.ends_with(']'))
    return 0;
  host = host.substr(1, host.size() - 2);
  sockaddr_in6 v6{};
  if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) != 1)
    return 0;
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(port);
  std::memcpy(&address, &v6, sizeof(v6));
  return sizeof(v6);
}

} // namespace

Expected<ListenAddress> ListenAddress::parse(std::string_view text) {
  ListenAddress result;
  result.text_ = text;
  const size_t colon = text.rfind(':');
  if (colon != std::string_view::npos) {
    const std::string_view host = text.substr(0, colon), last = text.substr(colon + 1);
    if (host == "fd") {
      const auto fd = number<int>(last);
      result.inherited_ = fd && *fd >= 0 ? *fd : -1;
    } else if (const auto port = number<uint16_t>(last); port && *port > 0) {
      result.byteSize_ = fill(result.address_, std::string(host), *port);
    }
  }
  if (result.inherited_ < 0 && result.byteSize_ == 0)
    return failure(fmt::format("'{}' is not an address to listen at; give ADDRESS:PORT, as in "
                               "--listen 127.0.0.1:8080 or --listen [::1]:8080, or fd:N",
                               text));
  return result;
}

Expected<HostFd> ListenAddress::open() const {
  if (inherited_ >= 0)
    return openInherited();
  HostFd socket(::socket(address_.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  const bool isListening =
      socket.isOpen() &&
      ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) == 0 &&
      ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address_), byteSize_) == 0 &&
      ::listen(socket.get(), SOMAXCONN) == 0;
  if (isListening)
    return socket;
  const int error = errno;
  const char* hint = error == EADDRINUSE ? "; of a job's ranks only one can listen there: give it "
                                           "a command line of its own (mpiexec -n 1 ... : ...)"
                                         : "";
  return failure(fmt::format("cannot listen at {}: {}{}", text_, std::strerror(error), hint));
}

Expected<HostFd> ListenAddress::openInherited() const {
  int isListening = 0;
  socklen_t byteSize = sizeof(isListening);
  if (::getsockopt(inherited_, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &byteSize) != 0)
    return failure(fmt::format("--listen {}: {}", text_, std::strerror(errno)));
  if (!isListening)
    return failure(fmt::format("--listen {}: the socket does not listen", text_));
  HostFd duplicate(::fcntl(inherited_, F_DUPFD_CLOEXEC, 3));
  if (!duplicate.isOpen())
    return failure(fmt::format("--listen {}: {}", text_, std::strerror(errno)));
  return duplicate;
}

} // namespace wasmpi::wasi
