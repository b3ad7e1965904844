#include "hostcalls/wasi/context_files.h"

#include <array>
#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>

#include "temporary_folder.h"

using namespace wasmpi::wasi; // NOLINT: a test
namespace fs = std::filesystem;

namespace {

constexpr FileUse kRead{.reads = true};
constexpr FileUse kUpdate{.reads = true, .writes = true};
constexpr FileUse kMake{.reads = true, .writes = true, .creates = true};

/// folder/{secret,root/...,fixed/given}: root is the guest's "/data", fixed its read-only "fixed".
struct Guest {
  wasmpi::test::TemporaryFolder folder;
  std::unique_ptr<WasiContext> context;

  explicit Guest(std::vector<Preopen> more = {}) {
    const fs::path base = folder.path();
    fs::create_directories(base / "root" / "inner");
    fs::create_directories(base / "fixed");
    for (const char* name : {"secret", "root/file", "root/inner/file", "fixed/given"})
      std::ofstream(base / name) << name;
    fs::create_symlink("../secret", base / "root" / "link");
    fs::create_symlink("inner/file", base / "root" / "inside_link");
    std::vector<Preopen> preopens = {{(base / "root").string(), "/data"},
                                     {(base / "fixed").string(), "fixed", true}};
    preopens.insert(preopens.end(), more.begin(), more.end());
    auto created = WasiContext::create({.preopens = std::move(preopens)});
    REQUIRE(created);
    context = std::move(*created);
  }

  /// The host's name of what was opened, relative to the folder; or the error's number.
  std::string open(std::string_view path, FileUse use) {
    const auto opened = ContextFiles(*context).open(path, use);
    if (!opened)
      return std::to_string(static_cast<int>(opened.error()));
    const HostFd fd(*opened);
    std::array<char, 4096> name{};
    const auto link = "/proc/self/fd/" + std::to_string(fd.get());
    REQUIRE(::readlink(link.c_str(), name.data(), name.size() - 1) > 0);
    return fs::path(name.data()).lexically_relative(fs::canonical(folder.path())).string();
  }
  static std::string failing(Errno error) { return std::to_string(static_cast<int>(error)); }
};

} // namespace

TEST_CASE("ContextFiles: names are found as wasi-libc finds them") {
  Guest guest;
  CHECK(guest.open("/data/file", kRead) == "root/file");
  CHECK(guest.open("data/file", kRead) == "root/file");
  CHECK(guest.open("./data//inner/file", kUpdate) == "root/inner/file");
  CHECK(guest.open("/data/inside_link", kRead) == "root/inner/file");
  CHECK(guest.open("/fixed/given", kRead) == "fixed/given");
  CHECK(guest.open("/database", kRead) == Guest::failing(Errno::NotCapable));
  CHECK(guest.open("file", kRead) == Guest::failing(Errno::NotCapable));
  CHECK(guest.open("", kRead) == Guest::failing(Errno::NoEntry));
  CHECK(guest.open(std::string_view("data/file\0x", 11), kRead) == Guest::failing(Errno::Invalid));
}

TEST_CASE("ContextFiles: the longest name of a preopen wins") {
  wasmpi::test::TemporaryFolder other;
  fs::create_directories(other.path());
  std::ofstream(other.path() / "file") << "other";
  Guest guest({{other.path().string(), "/data/inner"}, {other.path().string(), "."}});
  CHECK(guest.open("/data/file", kRead) == "root/file");
  CHECK(guest.open("/data/inner/file", kRead).find("root") == std::string::npos);
  CHECK(guest.open("file", kRead).ends_with("/file"));
}

TEST_CASE("ContextFiles: nothing outside is found, made or removed") {
  Guest guest;
  for (const char* path : {"/data/../secret", "/data/link", "/data/inner/../../secret"}) {
    CHECK(guest.open(path, kRead) == Guest::failing(Errno::NotPermitted));
    CHECK(guest.open(path, kMake) == Guest::failing(Errno::NotPermitted));
    const auto removed = ContextFiles(*guest.context).remove(path);
    CHECK((removed || removed.error() == Errno::NotPermitted));
  }
  CHECK(fs::exists(guest.folder.path() / "secret"));
  CHECK(guest.open("/data/../made", kMake) == Guest::failing(Errno::NotPermitted));
  CHECK(!fs::exists(guest.folder.path() / "made"));
}

TEST_CASE("ContextFiles: files are made, and only where that is allowed") {
  Guest guest;
  CHECK(guest.open("/data/new", kUpdate) == Guest::failing(Errno::NoEntry));
  CHECK(guest.open("/data/new", kMake) == "root/new");
  CHECK(guest.open("/data/new", kMake) == "root/new");
  FileUse exclusive = kMake;
  exclusive.isExclusive = true;
  CHECK(guest.open("/data/new", exclusive) == Guest::failing(Errno::Exists));
  CHECK(guest.open("/fixed/given", kUpdate) == Guest::failing(Errno::ReadOnlyFileSystem));
  CHECK(guest.open("/fixed/new", kMake) == Guest::failing(Errno::ReadOnlyFileSystem));
  CHECK(guest.open("/fixed/new", kRead) == Guest::failing(Errno::NoEntry));
  CHECK(ContextFiles(*guest.context).remove("/fixed/given").error() == Errno::ReadOnlyFileSystem);
  CHECK(ContextFiles(*guest.context).remove("/data/new"));
  CHECK(!fs::exists(guest.folder.path() / "root" / "new"));
}

TEST_CASE("ContextFiles: only regular files are files") {
  Guest guest;
  REQUIRE(::mkfifo((guest.folder.path() / "root" / "pipe").c_str(), 0666) == 0);
  CHECK(guest.open("/data", kRead) == Guest::failing(Errno::IsDirectory));
  CHECK(guest.open("/data/inner", kRead) == Guest::failing(Errno::IsDirectory));
  CHECK(guest.open("/data/pipe", kRead) == Guest::failing(Errno::Invalid));
  CHECK(guest.open("/data/pipe", kMake) == Guest::failing(Errno::Invalid));
}

TEST_CASE("ContextFiles: a right that was given up is gone") {
  Guest guest;
  auto directory = guest.context->descriptors().find(3);
  REQUIRE(directory);
  (*directory)->inheriting = (*directory)->inheriting & ~Rights::FdWrite;
  CHECK(guest.open("/data/file", kRead) == "root/file");
  CHECK(guest.open("/data/file", kUpdate) == Guest::failing(Errno::NotCapable));
  REQUIRE(guest.context->descriptors().close(3));
  CHECK(guest.open("/data/file", kRead) == Guest::failing(Errno::NotCapable));
}

TEST_CASE("ContextFiles: what the guest can reach is told, through other names, too") {
  Guest guest;
  ContextFiles files(*guest.context);
  const fs::path base = guest.folder.path();
  fs::create_symlink(base / "root" / "inner", base / "alias");
  CHECK(files.reaches((base / "root").c_str()));
  CHECK(files.reaches((base / "root" / "inner").c_str()));
  CHECK(files.reaches((base / "alias").c_str()));
  CHECK(!files.reaches(base.c_str()));
  CHECK(!files.reaches("/"));
  CHECK(files.reaches((base / "absent").c_str()));
}
