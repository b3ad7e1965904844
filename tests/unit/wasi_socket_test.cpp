// Listening sockets given to a guest, and sock_* on connections it accepts.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hostcalls/wasi/listener.h"
#include "wasi_fixture.h"

using namespace wasmpi;       // NOLINT: a test
using namespace wasmpi::wasi; // NOLINT: a test
using test::errorOf;
using test::traps;
using test::WasiGuest;

namespace {

constexpr uint32_t kResult = WasiGuest::kResult, kData = WasiGuest::kData;

/// A socket that listens at a free port of this machine.
struct Listening {
  HostFd socket{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};

  Listening() {
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
    REQUIRE(::listen(socket.get(), 8) == 0);
    socklen_t size = sizeof(address);
    REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  }
  std::string text() const { return "fd:" + std::to_string(socket.get()); }
  HostFd connect() const {
    HostFd peer(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    REQUIRE(::connect(peer.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) ==
            0);
    return peer;
  }
};

/// A guest with a listener, which comes behind its folder.
struct Server {
  Listening listening;
  WasiGuest guest{{.listeners = {listening.text()}}};
  WasiContext& context = guest.context();
  static constexpr uint32_t kListener = 4;

  Checked<uint32_t> accept(uint32_t flags = 0, uint32_t fd = kListener) {
    const Errno error = errorOf(sock::accept(context, fd, flags, {kResult}));
    if (error != Errno::Success)
      return tl::unexpected(error);
    return guest.load<uint32_t>(kResult);
  }
  Errno receive(uint32_t fd, uint32_t size, uint32_t flags = 0) {
    guest.store(kData, GuestIoVector{0, size});
    return errorOf(sock::receive(context, fd, {kData}, 1, flags, {kResult}, {kResult + 4}));
  }
  Errno send(uint32_t fd, std::string_view text) {
    guest.put(text, 0);
    guest.store(kData, GuestIoVector{0, static_cast<uint32_t>(text.size())});
    return errorOf(sock::send(context, fd, {kData}, 1, 0, {kResult}));
  }
};

} // namespace

TEST_CASE("ListenAddress: addresses and inherited descriptors are understood") {
  for (const char* text : {"127.0.0.1:80", "0.0.0.0:65535", "[::1]:8080", "fd:3"})
    CHECK(ListenAddress::parse(text));
  for (const char* text : {"", ":", "80", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0",
                           "127.0.0.1:65536", "127.0.0.1:80x", "localhost:80", "::1:80", "[::1]",
                           "[:80", "fd:", "fd:-1", "fd:x", "fd:99999999999", "256.1.1.1:80"}) {
    INFO(text);
    const auto address = ListenAddress::parse(text);
    REQUIRE_FALSE(address);
    CHECK(address.error().message.find("ADDRESS:PORT") != std::string::npos);
  }
}

TEST_CASE("ListenAddress: what cannot listen is an error that names it") {
  const Listening taken;
  const auto port = std::to_string(ntohs(taken.address.sin_port));
  const auto second = ListenAddress::parse("127.0.0.1:" + port)->open();
  REQUIRE_FALSE(second);
  CHECK(second.error().message.find(port) != std::string::npos);
  const HostFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  CHECK_FALSE(ListenAddress::parse("fd:" + std::to_string(null.get()))->open());
  CHECK_FALSE(ListenAddress::parse("fd:" + std::to_string(taken.connect().get()))->open());
  CHECK_FALSE(ListenAddress::parse("fd:1000000")->open());
  CHECK_FALSE(WasiContext::create({.listeners = {"nowhere"}}));
}

TEST_CASE("WASI: a connection is accepted, and data goes both ways") {
  Server server;
  const HostFd peer = server.listening.connect();
  const auto connection = server.accept();
  REQUIRE(connection);
  CHECK(*connection == 5);
  REQUIRE(server.send(*connection, "hello") == Errno::Success);
  CHECK(server.guest.load<uint32_t>(kResult) == 5);
  char text[16] = "";
  CHECK(::read(peer.get(), text, sizeof(text)) == 5);
  CHECK(std::string(text) == "hello");

  REQUIRE(::write(peer.get(), "answer", 6) == 6);
  REQUIRE(server.receive(*connection, 16, receive_flags::kPeek) == Errno::Success);
  CHECK(server.guest.load<uint32_t>(kResult) == 6);
  REQUIRE(server.receive(*connection, 3, receive_flags::kWaitAll) == Errno::Success);
  CHECK(server.guest.text(0, 3) == "ans");
  REQUIRE(server.receive(*connection, 16) == Errno::Success);
  CHECK(server.guest.text(0, 3) == "wer");
  CHECK(server.guest.load<uint16_t>(kResult + 4) == 0);
}

TEST_CASE("WASI: without a connection an accept that must not wait says so") {
  Server server;
  REQUIRE(errorOf(fd::fdstatSetFlags(server.context, Server::kListener, fd_flags::kNonblock)) ==
          Errno::Success);
  CHECK(server.accept().error() == Errno::Again);
  const HostFd peer = server.listening.connect();
  const auto connection = server.accept(fd_flags::kNonblock);
  REQUIRE(connection);
  CHECK(server.receive(*connection, 16) == Errno::Again);
}

TEST_CASE("WASI: shutting down ends one direction") {
  Server server;
  const HostFd peer = server.listening.connect();
  const auto connection = server.accept();
  REQUIRE(connection);
  CHECK(errorOf(sock::shutdown(server.context, *connection, 0)) == Errno::Invalid);
  CHECK(errorOf(sock::shutdown(server.context, *connection, 4)) == Errno::Invalid);
  REQUIRE(errorOf(sock::shutdown(server.context, *connection, shutdown_flags::kWrite)) ==
          Errno::Success);
  char byte = 0;
  CHECK(::read(peer.get(), &byte, 1) == 0);
  // No SIGPIPE: it would end this process.
  CHECK(server.send(*connection, "x") == Errno::BrokenPipe);
  REQUIRE(::write(peer.get(), "y", 1) == 1);
  CHECK(server.receive(*connection, 1) == Errno::Success);
}

TEST_CASE("WASI: what is no socket is NotSocket, and flags must be defined") {
  Server server;
  CHECK(server.accept(0, 3).error() == Errno::NotSocket);
  CHECK(server.accept(0, 99).error() == Errno::BadDescriptor);
  CHECK(server.accept(fd_flags::kAppend).error() == Errno::Invalid);
  CHECK(server.receive(3, 1) == Errno::NotSocket);
  CHECK(server.send(3, "x") == Errno::NotSocket);
  CHECK(errorOf(sock::shutdown(server.context, 3, 1)) == Errno::NotSocket);
  CHECK(server.receive(Server::kListener, 1, 4) == Errno::Invalid);
  CHECK(traps(sock::accept(server.context, Server::kListener, 0, {WasiGuest::kMemorySize - 3})));
}

TEST_CASE("WASI: a listener that nobody has connected to does not hide a clock") {
  Server server;
  Subscription socket{}, clock{};
  socket.userData = 1;
  socket.type = static_cast<uint8_t>(EventType::FdRead);
  socket.id = Server::kListener;
  clock.userData = 2;
  clock.id = 1;
  clock.timeout = 1'000'000;
  const auto wait = [&] {
    server.guest.store(0x20000, socket);
    server.guest.store(0x20000 + 48, clock);
    REQUIRE(errorOf(poll::oneoff(server.context, {0x20000}, {0x21000}, 2, {kResult})) ==
            Errno::Success);
    return server.guest.load<Event>(0x21000).userData;
  };
  CHECK(wait() == 2);
  clock.timeout = ~0ull;
  const HostFd peer = server.listening.connect();
  CHECK(wait() == 1);
}
