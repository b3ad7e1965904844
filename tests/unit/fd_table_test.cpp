#include "hostcalls/wasi/fd_table.h"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>

using namespace wasmpi::wasi; // NOLINT: a test

namespace {

Descriptor openDescriptor(const char* path, int flags) {
  auto descriptor = describe(HostFd(::open(path, flags | O_CLOEXEC)));
  REQUIRE(descriptor);
  return std::move(*descriptor);
}

bool isOpenOnHost(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

} // namespace

TEST_CASE("FdTable: the lowest free number is given") {
  FdTable table;
  for (uint32_t expected = 0; expected < 4; ++expected)
    REQUIRE(table.insert(openDescriptor("/dev/null", O_RDWR)) == expected);
  REQUIRE(table.close(1));
  CHECK(table.insert(openDescriptor("/dev/null", O_RDWR)) == 1);
  CHECK(table.insert(openDescriptor("/dev/null", O_RDWR), 9) == 9);
  CHECK(table.insert(openDescriptor("/dev/null", O_RDWR)) == 4);
}

TEST_CASE("FdTable: numbers that are not open are refused") {
  FdTable table;
  REQUIRE(table.insert(openDescriptor("/dev/null", O_RDWR), 5) == 5);
  for (const uint32_t fd : {0u, 4u, 6u, 0x7fffffffu, 0x80000000u, 0xffffffffu}) {
    CHECK(table.find(fd).error() == Errno::BadDescriptor);
    CHECK(table.close(fd).error() == Errno::BadDescriptor);
    CHECK(table.renumber(fd, 5).error() == Errno::BadDescriptor);
    CHECK(table.renumber(5, fd).error() == Errno::BadDescriptor);
  }
  REQUIRE(table.close(5));
  CHECK(table.close(5).error() == Errno::BadDescriptor);
}

TEST_CASE("FdTable: a number beyond the table's bound is not given") {
  FdTable table;
  CHECK(table.insert(openDescriptor("/dev/null", O_RDWR), FdTable::kMaxDescriptors).error() ==
        Errno::TooManyOpen);
}

TEST_CASE("FdTable: a missing right is NotCapable") {
  FdTable table;
  REQUIRE(table.insert(openDescriptor("/dev/null", O_RDONLY)) == 0);
  CHECK(table.find(0, Rights::FdRead));
  CHECK(table.find(0, Rights::FdWrite).error() == Errno::NotCapable);
  CHECK(table.find(0, Rights::FdRead | Rights::FdWrite).error() == Errno::NotCapable);
}

TEST_CASE("FdTable: renumbering moves the one and closes the other") {
  FdTable table;
  REQUIRE(table.insert(openDescriptor("/dev/null", O_RDWR)) == 0);
  REQUIRE(table.insert(openDescriptor("/dev/zero", O_RDWR)) == 1);
  const int kept = (*table.find(0))->host.get(), lost = (*table.find(1))->host.get();
  REQUIRE(table.renumber(0, 1));
  CHECK_FALSE(table.find(0));
  CHECK((*table.find(1))->host.get() == kept);
  CHECK(isOpenOnHost(kept));
  CHECK_FALSE(isOpenOnHost(lost));
  REQUIRE(table.renumber(1, 1));
  CHECK(isOpenOnHost(kept));
}

TEST_CASE("FdTable: closing and destruction close the host's descriptor") {
  int closed = -1, destroyed = -1;
  {
    FdTable table;
    closed = (*table.find(*table.insert(openDescriptor("/dev/null", O_RDWR))))->host.get();
    destroyed = (*table.find(*table.insert(openDescriptor("/dev/null", O_RDWR))))->host.get();
    REQUIRE(table.close(0));
    CHECK_FALSE(isOpenOnHost(closed));
    CHECK(isOpenOnHost(destroyed));
  }
  CHECK_FALSE(isOpenOnHost(destroyed));
}

TEST_CASE("describe: type and access mode decide the rights") {
  const Descriptor directory = openDescriptor("/", O_RDONLY | O_DIRECTORY);
  CHECK(directory.type == FileType::Directory);
  CHECK(includes(directory.rights, Rights::PathOpen | Rights::FdReaddir));
  CHECK_FALSE(intersects(directory.rights, Rights::FdSeek | Rights::FdWrite));

  const Descriptor searchable = openDescriptor("/", O_PATH | O_DIRECTORY);
  CHECK(includes(searchable.rights, Rights::PathOpen));
  CHECK_FALSE(intersects(searchable.rights, Rights::FdReaddir | Rights::FdRead));

  const Descriptor writeOnly = openDescriptor("/dev/null", O_WRONLY);
  CHECK(writeOnly.type == FileType::CharacterDevice);
  CHECK(includes(writeOnly.rights, Rights::FdWrite));
  CHECK_FALSE(intersects(writeOnly.rights, Rights::FdRead));

  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const HostFd otherEnd(ends[1]);
  const auto pipe = describe(HostFd(ends[0]));
  REQUIRE(pipe);
  CHECK(pipe->type == FileType::Unknown);
  CHECK_FALSE(intersects(pipe->rights, Rights::FdSeek | Rights::FdTell));

  REQUIRE(::socketpair(AF_UNIX, SOCK_DGRAM, 0, ends.data()) == 0);
  const HostFd otherSocket(ends[1]);
  const auto socket = describe(HostFd(ends[0]));
  REQUIRE(socket);
  CHECK(socket->type == FileType::SocketDatagram);
}

TEST_CASE("describe: a terminal is a character device that cannot seek, unlike /dev/null") {
  const HostFd controller(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  REQUIRE(controller.isOpen());
  REQUIRE(::grantpt(controller.get()) == 0);
  REQUIRE(::unlockpt(controller.get()) == 0);
  const Descriptor terminal = openDescriptor(::ptsname(controller.get()), O_RDWR | O_NOCTTY);
  CHECK(terminal.type == FileType::CharacterDevice);
  CHECK_FALSE(intersects(terminal.rights, Rights::FdSeek | Rights::FdTell));

  const Descriptor null = openDescriptor("/dev/null", O_RDWR);
  CHECK(includes(null.rights, Rights::FdSeek | Rights::FdTell));
}
