#include "hostcalls/wasi/errno.h"

#include <cerrno>

#include <catch2/catch.hpp>

using namespace wasmpi::wasi; // NOLINT: a test

TEST_CASE("Errno: host errors have WASI's numbers") {
  // The numbers of wasi-libc's errno.h.
  CHECK(static_cast<int>(fromHostErrno(E2BIG)) == 1);
  CHECK(static_cast<int>(fromHostErrno(EBADF)) == 8);
  CHECK(static_cast<int>(fromHostErrno(EEXIST)) == 20);
  CHECK(static_cast<int>(fromHostErrno(EINVAL)) == 28);
  CHECK(static_cast<int>(fromHostErrno(ENOENT)) == 44);
  CHECK(static_cast<int>(fromHostErrno(ENOTDIR)) == 54);
  CHECK(static_cast<int>(fromHostErrno(ENOTSUP)) == 58);
  CHECK(static_cast<int>(fromHostErrno(EPERM)) == 63);
  CHECK(static_cast<int>(fromHostErrno(ESPIPE)) == 70);
  CHECK(static_cast<int>(fromHostErrno(EXDEV)) == 75);
  CHECK(static_cast<int>(Errno::NotCapable) == 76);
}

TEST_CASE("Errno: a host error that WASI does not know is Io") {
  CHECK(fromHostErrno(ENOKEY) == Errno::Io);
  CHECK(fromHostErrno(-1) == Errno::Io);
}

TEST_CASE("Errno: every number is used once and none is left out") {
  int sum = static_cast<int>(Errno::NotCapable), count = 1;
#define ERRNO(name, number, host)                                                                  \
  sum += number;                                                                                   \
  count += fromHostErrno(host) == Errno::name;
#include "hostcalls/wasi/errno.def"
#undef ERRNO
  CHECK(sum == 76 * 77 / 2);
  CHECK(count == 76);
}
