// Preopens that a guest may only read (--dir HOST:ro): whatever it tries, nothing changes, and the
// errors are those of a read-only file system.
#include "wasi_fixture.h"

using namespace wasmpi;       // NOLINT: a test
using namespace wasmpi::wasi; // NOLINT: a test
using test::errorOf;
using test::WasiGuest;
namespace fs = std::filesystem;

namespace {

constexpr Rights kReading = Rights::FdRead | Rights::FdReaddir;
constexpr Rights kWriting = Rights::FdRead | Rights::FdWrite;

/// Descriptor 3 is read-only, 4 is not.
struct ReadOnly {
  test::TemporaryFolder folder;
  std::unique_ptr<WasiGuest> guest;

  ReadOnly() {
    std::ofstream(folder.path() / "file") << "text";
    fs::create_directories(folder.path() / "d" / "e");
    fs::create_symlink("file", folder.path() / "link");
    guest = std::make_unique<WasiGuest>(
        WasiOptions{.preopens = {{folder.path().string(), "/data", true}}});
  }
  WasiContext& context() { return guest->context(); }
  GuestPtr<uint8_t> first(std::string_view text) { return guest->put(text, WasiGuest::kPath); }
  GuestPtr<uint8_t> second(std::string_view text) {
    return guest->put(text, WasiGuest::kOtherPath);
  }
  static uint32_t size(std::string_view text) { return static_cast<uint32_t>(text.size()); }

  Errno open(std::string_view path, uint32_t flags, Rights rights,
             uint32_t lookup = lookup_flags::kSymlinkFollow) {
    const auto fd = guest->open(path, flags, rights, 3, lookup);
    return fd ? Errno::Success : fd.error();
  }
  Errno makeDirectory(std::string_view path, uint32_t fd = 3) {
    return errorOf(path::createDirectory(context(), fd, first(path), size(path)));
  }
  Errno rename(uint32_t fromFd, std::string_view from, uint32_t toFd, std::string_view to) {
    return errorOf(
        path::rename(context(), fromFd, first(from), size(from), toFd, second(to), size(to)));
  }
  Errno link(uint32_t fromFd, std::string_view from, uint32_t toFd, std::string_view to) {
    return errorOf(path::link(context(), fromFd, lookup_flags::kSymlinkFollow, first(from),
                              size(from), toFd, second(to), size(to)));
  }
};

constexpr Errno kRefused = Errno::ReadOnlyFileSystem;

} // namespace

TEST_CASE("WASI: beneath a read-only preopen files are opened for reading only") {
  ReadOnly data;
  CHECK(data.open("file", 0, kReading) == Errno::Success);
  CHECK(data.open("link", 0, kReading) == Errno::Success);
  CHECK(data.open("d", open_flags::kDirectory, kReading) == Errno::Success);
  CHECK(data.open("file", open_flags::kCreate, kReading) == Errno::Success);
  CHECK(data.open("file", 0, kWriting) == kRefused);
  CHECK(data.open("file", 0, Rights::FdWrite) == kRefused);
  CHECK(data.open("file", 0, Rights::FdFilestatSetSize) == kRefused);
  CHECK(data.open("file", open_flags::kTruncate, kReading) == kRefused);
  CHECK(data.open("link", 0, kWriting) == kRefused);
  CHECK(data.open("link", 0, kWriting, 0) == Errno::SymlinkLoop);
  CHECK(data.open("d", 0, kWriting) == Errno::IsDirectory);
  CHECK(data.open("new", 0, kWriting) == Errno::NoEntry);
  CHECK(data.open("new", open_flags::kCreate, kWriting) == kRefused);
  CHECK(data.open("new", open_flags::kCreate | open_flags::kExclusive, kWriting) == kRefused);
  CHECK(data.open("file", open_flags::kCreate | open_flags::kExclusive, kWriting) == Errno::Exists);
  CHECK(data.open("link", open_flags::kCreate | open_flags::kExclusive, kWriting) == Errno::Exists);
  CHECK(data.open("../x", open_flags::kCreate, kWriting) == Errno::NotPermitted);
  CHECK(fs::file_size(data.folder.path() / "file") == 4);
  CHECK_FALSE(fs::exists(data.folder.path() / "new"));
}

TEST_CASE("WASI: entries of a read-only preopen are not made, moved or removed") {
  ReadOnly data;
  CHECK(data.makeDirectory("new") == kRefused);
  CHECK(data.makeDirectory("d") == Errno::Exists);
  CHECK(data.makeDirectory("d/e/") == Errno::Exists);
  CHECK(data.makeDirectory("/") == kRefused);
  CHECK(errorOf(path::removeDirectory(data.context(), 3, data.first("d/e"), 3)) == kRefused);
  CHECK(errorOf(path::unlinkFile(data.context(), 3, data.first("file"), 4)) == kRefused);
  CHECK(errorOf(path::symlink(data.context(), data.first("file"), 4, 3, data.second("new"), 3)) ==
        kRefused);
  CHECK(data.rename(3, "file", 3, "new") == kRefused);
  CHECK(data.rename(3, "file", 4, "new") == kRefused);
  CHECK(data.link(3, "file", 3, "new") == kRefused);
  data.guest->makeFile("mine", "");
  CHECK(data.rename(4, "mine", 3, "new") == kRefused);
  CHECK(data.link(4, "mine", 3, "new") == kRefused);
  CHECK(data.link(4, "mine", 3, "file") == Errno::Exists);
  CHECK(std::distance(fs::directory_iterator(data.folder.path()), {}) == 3);
  CHECK(fs::exists(data.folder.path() / "d" / "e"));
}

TEST_CASE("WASI: no hard link makes a read-only file writable") {
  ReadOnly data;
  CHECK(data.link(3, "file", 4, "stolen") == kRefused);
  CHECK(data.link(3, "link", 4, "stolen") == kRefused);
  CHECK(fs::is_empty(data.guest->folder()));
  CHECK(fs::hard_link_count(data.folder.path() / "file") == 1);
}

TEST_CASE("WASI: what is opened beneath a read-only preopen is read-only too") {
  ReadOnly data;
  WasiContext& context = data.context();
  const auto directory = data.guest->open("d", open_flags::kDirectory,
                                          Rights::PathOpen | Rights::PathCreateDirectory, 3);
  REQUIRE(directory);
  CHECK(data.makeDirectory("new", *directory) == kRefused);
  const auto file = data.guest->open("file", 0, Rights::FdRead | Rights::FdFilestatSetTimes, 3);
  REQUIRE(file);
  CHECK(errorOf(fd::filestatSetTimes(context, *file, 1, 1, time_flags::kModify)) == kRefused);
  CHECK(errorOf(fd::filestatSetTimes(context, 3, 1, 1, time_flags::kModify)) == kRefused);
  CHECK(errorOf(path::filestatSetTimes(context, 3, 0, data.first("file"), 4, 1, 1,
                                       time_flags::kModify)) == kRefused);
  // Moving the number changes nothing about it.
  REQUIRE(errorOf(fd::renumber(context, *directory, *file)) == Errno::Success);
  CHECK(data.makeDirectory("new", *file) == kRefused);
  CHECK(fs::is_empty(data.folder.path() / "d" / "e"));
}

TEST_CASE("WASI: a number that was read-only is not when it is used again") {
  ReadOnly data;
  const auto first = data.guest->open("file", 0, Rights::FdRead, 3);
  REQUIRE(first);
  REQUIRE(errorOf(fd::close(data.context(), *first)) == Errno::Success);
  const auto second = data.guest->open("mine", open_flags::kCreate, kWriting, 4);
  REQUIRE(second);
  CHECK(*second == *first);
  data.guest->store(WasiGuest::kData, GuestIoVector{0, 5});
  CHECK(errorOf(fd::write(data.context(), *second, {WasiGuest::kData}, 1, {WasiGuest::kResult})) ==
        Errno::Success);
}
