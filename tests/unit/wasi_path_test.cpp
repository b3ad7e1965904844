// path_*: what the resolver's own test does not cover: the calls' use of it, their flags and
// rights.
#include "wasi_fixture.h"

using namespace wasmpi;       // NOLINT: a test
using namespace wasmpi::wasi; // NOLINT: a test
using test::errorOf;
using test::traps;
using test::WasiGuest;
namespace fs = std::filesystem;

namespace {

constexpr uint32_t kRoot = WasiGuest::kRoot, kResult = WasiGuest::kResult;

/// The calls with C strings.
struct Paths {
  WasiGuest guest;
  WasiContext& context = guest.context();

  static uint32_t size(std::string_view text) { return static_cast<uint32_t>(text.size()); }
  GuestPtr<uint8_t> first(std::string_view text) { return guest.put(text, WasiGuest::kPath); }
  GuestPtr<uint8_t> second(std::string_view text) { return guest.put(text, WasiGuest::kOtherPath); }

  Errno makeDirectory(std::string_view name) {
    return errorOf(path::createDirectory(context, kRoot, first(name), size(name)));
  }
  Errno removeDirectory(std::string_view name) {
    return errorOf(path::removeDirectory(context, kRoot, first(name), size(name)));
  }
  Errno unlink(std::string_view name) {
    return errorOf(path::unlinkFile(context, kRoot, first(name), size(name)));
  }
  Errno rename(std::string_view from, std::string_view to) {
    return errorOf(
        path::rename(context, kRoot, first(from), size(from), kRoot, second(to), size(to)));
  }
  Errno link(std::string_view from, std::string_view to, uint32_t lookup = 0) {
    return errorOf(
        path::link(context, kRoot, lookup, first(from), size(from), kRoot, second(to), size(to)));
  }
  Errno symlink(std::string_view target, std::string_view name) {
    return errorOf(
        path::symlink(context, first(target), size(target), kRoot, second(name), size(name)));
  }
  Errno stat(std::string_view name, uint32_t lookup = lookup_flags::kSymlinkFollow) {
    return errorOf(path::filestatGet(context, kRoot, lookup, first(name), size(name), {kResult}));
  }
  FileType type() { return static_cast<FileType>(guest.load<FileStat>(kResult).type); }
  Errno readlink(std::string_view name, uint32_t room = 100) {
    return errorOf(path::readlink(context, kRoot, first(name), size(name), {WasiGuest::kData}, room,
                                  {kResult}));
  }
  Errno setTimes(std::string_view name, uint32_t lookup, uint64_t time) {
    return errorOf(path::filestatSetTimes(context, kRoot, lookup, first(name), size(name), time,
                                          time, time_flags::kAccess | time_flags::kModify));
  }
};

} // namespace

TEST_CASE("WASI: directories are made, renamed and removed") {
  Paths paths;
  CHECK(paths.makeDirectory("d") == Errno::Success);
  CHECK(paths.makeDirectory("d") == Errno::Exists);
  CHECK(paths.makeDirectory("d/e/") == Errno::Success);
  CHECK(paths.makeDirectory("x/e") == Errno::NoEntry);
  CHECK(paths.removeDirectory("d") == Errno::NotEmpty);
  CHECK(paths.rename("d/e", "f") == Errno::Success);
  CHECK(paths.removeDirectory("f/") == Errno::Success);
  CHECK(paths.removeDirectory("d") == Errno::Success);
  CHECK(paths.removeDirectory("d") == Errno::NoEntry);
  CHECK(fs::is_empty(paths.guest.folder()));
}

TEST_CASE("WASI: entries named by dots are refused, and tell nothing of what is outside") {
  Paths paths;
  REQUIRE(paths.makeDirectory("d") == Errno::Success);
  for (const char* name : {"..", "../", "d/../..", "/", "/tmp", "../x"}) {
    INFO(name);
    CHECK(paths.makeDirectory(name) == Errno::NotPermitted);
    CHECK(paths.removeDirectory(name) == Errno::NotPermitted);
    CHECK(paths.unlink(name) == Errno::NotPermitted);
    CHECK(paths.rename("d", name) == Errno::NotPermitted);
    CHECK(paths.rename(name, "new") == Errno::NotPermitted);
    CHECK(paths.link(name, "new") == Errno::NotPermitted);
    CHECK(paths.link("d", name) == Errno::NotPermitted);
    CHECK(paths.symlink("d", name) == Errno::NotPermitted);
    CHECK(paths.readlink(name) == Errno::NotPermitted);
    CHECK(paths.stat(name) == Errno::NotPermitted);
    CHECK(paths.stat(name, 0) == Errno::NotPermitted);
    CHECK(paths.setTimes(name, 1, 0) == Errno::NotPermitted);
  }
  for (const char* name : {".", "./", "d/..", "d/."}) {
    INFO(name);
    CHECK(paths.removeDirectory(name) != Errno::Success);
    CHECK(paths.unlink(name) != Errno::Success);
    CHECK(paths.rename("d", name) != Errno::Success);
    CHECK(paths.makeDirectory(name) == Errno::Exists);
  }
  CHECK(fs::is_directory(paths.guest.folder() / "d"));
}

TEST_CASE("WASI: a symbolic link out of the preopen is of no use") {
  const test::TemporaryFolder outside;
  std::ofstream(outside.path() / "secret") << "secret";
  Paths paths;
  const fs::path folder = paths.guest.folder();
  fs::create_directory_symlink(outside.path(), folder / "out");
  fs::create_symlink(outside.path() / "secret", folder / "secret");

  CHECK(paths.guest.open("out/secret").error() == Errno::NotPermitted);
  CHECK(paths.guest.open("secret").error() == Errno::NotPermitted);
  CHECK(paths.guest.open("secret", 0, Rights::FdRead, kRoot, 0).error() == Errno::SymlinkLoop);
  CHECK(paths.stat("secret") == Errno::NotPermitted);
  CHECK(paths.stat("out/secret", 0) == Errno::NotPermitted);
  CHECK(paths.setTimes("secret", lookup_flags::kSymlinkFollow, 1) == Errno::NotPermitted);
  CHECK(paths.makeDirectory("out/d") == Errno::NotPermitted);
  CHECK(paths.unlink("out/secret") == Errno::NotPermitted);
  CHECK(paths.rename("out/secret", "got") == Errno::NotPermitted);
  CHECK(paths.link("out/secret", "got") == Errno::NotPermitted);
  CHECK(paths.link("secret", "got", lookup_flags::kSymlinkFollow) == Errno::NotPermitted);
  CHECK(paths.readlink("out/secret") == Errno::NotPermitted);
  CHECK(paths.readlink("out/") == Errno::NotPermitted);
  CHECK(paths.link("out/", "got") == Errno::NotPermitted);
  CHECK(paths.symlink("x", "out/x") == Errno::NotPermitted);
  CHECK(paths.rename("secret", "out/stolen") == Errno::NotPermitted);
  // The links themselves belong to the guest.
  CHECK(paths.stat("secret", 0) == Errno::Success);
  CHECK(paths.type() == FileType::SymbolicLink);
  CHECK(paths.rename("secret", "renamed") == Errno::Success);
  CHECK(paths.link("renamed", "linked") == Errno::Success);
  CHECK(fs::is_symlink(folder / "linked"));
  CHECK(paths.unlink("out") == Errno::Success);
  CHECK(fs::file_size(outside.path() / "secret") == 6);
}

TEST_CASE("WASI: symbolic links are made and read, but not absolute ones") {
  Paths paths;
  paths.guest.makeFile("file", "text");
  CHECK(paths.symlink("file", "link") == Errno::Success);
  CHECK(paths.symlink("file", "link") == Errno::Exists);
  CHECK(paths.symlink("/etc/passwd", "absolute") == Errno::NotPermitted);
  CHECK(paths.symlink("", "empty") == Errno::NoEntry);
  REQUIRE(paths.readlink("link") == Errno::Success);
  CHECK(paths.guest.text(WasiGuest::kData, paths.guest.load<uint32_t>(kResult)) == "file");
  REQUIRE(paths.readlink("link", 2) == Errno::Success);
  CHECK(paths.guest.load<uint32_t>(kResult) == 2);
  CHECK(paths.readlink("file") == Errno::Invalid);
  CHECK(paths.readlink("file/") == Errno::NotDirectory);
  CHECK(paths.stat("link") == Errno::Success);
  CHECK(paths.type() == FileType::RegularFile);
  CHECK(paths.stat("link", 0) == Errno::Success);
  CHECK(paths.type() == FileType::SymbolicLink);
}

TEST_CASE("WASI: hard links follow a symbolic link only if asked to") {
  Paths paths;
  paths.guest.makeFile("file", "text");
  REQUIRE(paths.symlink("file", "link") == Errno::Success);
  CHECK(paths.link("link", "to_link") == Errno::Success);
  CHECK(fs::is_symlink(paths.guest.folder() / "to_link"));
  CHECK(paths.link("link", "to_file", lookup_flags::kSymlinkFollow) == Errno::Success);
  CHECK(fs::hard_link_count(paths.guest.folder() / "file") == 2);
  CHECK(paths.link("file", "to_file") == Errno::Exists);
  REQUIRE(paths.makeDirectory("d") == Errno::Success);
  CHECK(paths.link("d", "to_d") == Errno::NotPermitted);
  CHECK(paths.link("d/", "to_d") == Errno::NotPermitted);
  CHECK(paths.link("file/", "to_x") == Errno::NotDirectory);
}

TEST_CASE("WASI: unlinking is for files, removing for directories") {
  Paths paths;
  paths.guest.makeFile("file", "");
  REQUIRE(paths.makeDirectory("d") == Errno::Success);
  CHECK(paths.unlink("d") == Errno::IsDirectory);
  CHECK(paths.removeDirectory("file") == Errno::NotDirectory);
  CHECK(paths.unlink("file/") == Errno::NotDirectory);
  CHECK(paths.unlink("file") == Errno::Success);
}

TEST_CASE("WASI: times are set on a link or on what it leads to") {
  Paths paths;
  paths.guest.makeFile("file", "");
  REQUIRE(paths.symlink("file", "link") == Errno::Success);
  REQUIRE(paths.setTimes("link", lookup_flags::kSymlinkFollow, 5'000'000'007) == Errno::Success);
  REQUIRE(paths.setTimes("link", 0, 9'000'000'001) == Errno::Success);
  REQUIRE(paths.stat("file") == Errno::Success);
  CHECK(paths.guest.load<FileStat>(kResult).modifyTime == 5'000'000'007);
  REQUIRE(paths.stat("link", 0) == Errno::Success);
  CHECK(paths.guest.load<FileStat>(kResult).modifyTime == 9'000'000'001);
}

TEST_CASE("WASI: paths are checked before they are used") {
  Paths paths;
  using namespace std::string_view_literals;
  CHECK(paths.makeDirectory("a\0b"sv) == Errno::Invalid);
  CHECK(paths.makeDirectory("a\0"sv) == Errno::Invalid);
  CHECK(paths.makeDirectory("") == Errno::NoEntry);
  CHECK(paths.makeDirectory(std::string(4096, 'x')) == Errno::NameTooLong);
  CHECK(paths.makeDirectory(std::string(256, 'x')) == Errno::NameTooLong);
  CHECK(errorOf(path::createDirectory(paths.context, kRoot, {0}, 100'000)) == Errno::NameTooLong);
  CHECK(traps(path::createDirectory(paths.context, kRoot, {WasiGuest::kMemorySize - 1}, 2)));
  CHECK(traps(path::createDirectory(paths.context, kRoot, {0xffffffff}, 0xffffffff)));
  CHECK(traps(path::open(paths.context, kRoot, 0, {0}, 1, 0, 0, 0, 0, {WasiGuest::kMemorySize})));
  CHECK(fs::is_empty(paths.guest.folder()));
}

TEST_CASE("WASI: open flags act as those of the host") {
  Paths paths;
  WasiGuest& guest = paths.guest;
  guest.makeFile("file", "text");
  CHECK(guest.open("file", open_flags::kCreate | open_flags::kExclusive).error() == Errno::Exists);
  CHECK(guest.open("file", open_flags::kDirectory).error() == Errno::NotDirectory);
  CHECK(guest.open(".", open_flags::kDirectory));
  CHECK(guest.open(".", 0, Rights::FdWrite).error() == Errno::IsDirectory);
  CHECK(guest.open("new").error() == Errno::NoEntry);
  CHECK(guest.open("file", open_flags::kTruncate, Rights::FdWrite));
  CHECK(fs::file_size(guest.folder() / "file") == 0);
  CHECK(guest.open("file", 16).error() == Errno::Invalid);
  CHECK(guest.open("file", 0, Rights::FdRead, kRoot, 2).error() == Errno::Invalid);
  CHECK(guest.open("file", 0, Rights::FdRead, kRoot, 0, 32).error() == Errno::Invalid);
  CHECK(guest.open("file", 0, Rights::FdRead, 0).error() == Errno::NotDirectory);
  CHECK(guest.open("file", 0, Rights::FdRead, 77).error() == Errno::BadDescriptor);
}

TEST_CASE("WASI: no more rights than the directory passes on, none that were not asked for") {
  WasiGuest guest;
  guest.makeFile("file", "text");
  std::filesystem::create_directory(guest.folder() / "d");
  CHECK(guest.open("file", 0, static_cast<Rights>(1ull << 40)).error() == Errno::NotCapable);
  const auto file = guest.open("file", 0, Rights::FdRead);
  REQUIRE(file);
  CHECK((*guest.context().descriptors().find(*file))->rights == Rights::FdRead);
  const auto directory = guest.open("d", open_flags::kDirectory, Rights::PathOpen);
  REQUIRE(directory);
  CHECK(guest.open("x", 0, Rights::FdRead, *directory).error() == Errno::NotCapable);
  CHECK(guest.open("x", open_flags::kCreate, Rights::None, *directory).error() ==
        Errno::NotCapable);
}

TEST_CASE("WASI: a directory is opened for reading only, and not made by opening it") {
  WasiGuest guest;
  guest.makeFile("file", "");
  constexpr uint32_t kDirectory = open_flags::kDirectory;
  CHECK(guest.open(".", kDirectory, Rights::FdRead | Rights::FdWrite).error() ==
        Errno::IsDirectory);
  CHECK(guest.open("file", kDirectory, Rights::FdWrite).error() == Errno::NotDirectory);
  CHECK(guest.open("new", kDirectory | open_flags::kCreate).error() == Errno::Invalid);
  // A directory's own rights can be asked for again.
  auto& root = **guest.context().descriptors().find(kRoot);
  CHECK(guest.open(".", kDirectory, root.rights));
}

TEST_CASE("WASI: what is no directory has nothing beneath it") {
  Paths paths;
  paths.guest.makeFile("file", "");
  const auto file = paths.guest.open("file");
  REQUIRE(file);
  CHECK(paths.guest.open("x", open_flags::kCreate, Rights::FdRead, *file).error() ==
        Errno::NotDirectory);
  CHECK(errorOf(path::createDirectory(paths.context, *file, paths.first("x"), 1)) ==
        Errno::NotDirectory);
}

TEST_CASE("WASI: names are bytes; those that are no UTF-8 are names like others") {
  Paths paths;
  const std::string name = "\xff\xfe\x80 \xc3\x28", link = "\x01\n\xf5";
  CHECK(paths.guest.open(name, open_flags::kCreate));
  CHECK(paths.symlink(name, link) == Errno::Success);
  REQUIRE(paths.readlink(link) == Errno::Success);
  CHECK(paths.guest.text(WasiGuest::kData, paths.guest.load<uint32_t>(kResult)) == name);
  CHECK(paths.guest.open(link));
  CHECK(fs::exists(paths.guest.folder() / name));
  CHECK(paths.unlink(name) == Errno::Success);
}

TEST_CASE("WASI: entries move and are linked between preopens, which stay roots of their own") {
  const test::TemporaryFolder folder;
  fs::create_directories(folder.path() / "d" / "e");
  std::ofstream(folder.path() / "secret") << "secret";
  WasiGuest guest({.preopens = {{(folder.path() / "d").string(), "/a"}}}); // 3; the folder is 4
  WasiContext& context = guest.context();
  const auto rename = [&](uint32_t fromFd, std::string_view from, uint32_t toFd,
                          std::string_view to) {
    return errorOf(path::rename(context, fromFd, guest.put(from), Paths::size(from), toFd,
                                guest.put(to, WasiGuest::kOtherPath), Paths::size(to)));
  };
  const auto moved = guest.open("e", open_flags::kDirectory, Rights::PathOpen, 3);
  REQUIRE(moved);
  CHECK(rename(3, "e", 4, "e") == Errno::Success);
  CHECK(guest.open("../secret", 0, Rights::None, *moved).error() == Errno::NotPermitted);
  CHECK(guest.open("e/../../secret", 0, Rights::FdRead, 4).error() == Errno::NotPermitted);
  // A link that stays inside in one preopen leads out of the other.
  fs::create_directory(guest.folder() / "f");
  std::ofstream(guest.folder() / "secret") << "mine";
  fs::create_symlink("../secret", guest.folder() / "f" / "link");
  CHECK(guest.open("f/link", 0, Rights::FdRead, 4));
  CHECK(rename(4, "f/link", 3, "link") == Errno::Success);
  CHECK(guest.open("link", 0, Rights::FdRead, 3).error() == Errno::NotPermitted);
  CHECK(rename(3, "link", 4, "../link") == Errno::NotPermitted);
}

TEST_CASE("WASI: an opened directory is a root of its own") {
  WasiGuest guest;
  guest.makeFile("file", "text");
  std::filesystem::create_directory(guest.folder() / "d");
  const auto directory = guest.open("d", open_flags::kDirectory, Rights::PathOpen);
  REQUIRE(directory);
  CHECK(guest.open("../file", 0, Rights::None, *directory).error() == Errno::NotPermitted);
}

TEST_CASE("WASI: files of procfs cannot be written to, nor read where they show the process") {
  WasiGuest guest({.preopens = {{"/proc/self", "proc"}}}); // 3; the folder is 4
  CHECK(guest.open("status", 0, Rights::FdRead, 3));
  CHECK(guest.open("mem", 0, Rights::FdRead | Rights::FdWrite, 3).error() == Errno::NotPermitted);
  CHECK(guest.open("mem", 0, Rights::FdWrite, 3).error() == Errno::NotPermitted);
  for (const char* name : {"mem", "environ", "maps", "auxv", "task/../environ"})
    CHECK(guest.open(name, 0, Rights::FdRead, 3).error() == Errno::Access);
  CHECK_FALSE(guest.open("root/etc/passwd", 0, Rights::FdRead, 3));
  CHECK_FALSE(guest.open("fd/0", 0, Rights::FdRead, 3));
}
