#include "hostcalls/wasi/path_resolver.h"

#include <climits>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>

#include <fcntl.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "temporary_folder.h"

using namespace wasmpi::wasi; // NOLINT: a test
namespace fs = std::filesystem;

namespace {

/// folder/{outside,outside_directory/secret} and folder/root/..., the directory that paths are
/// resolved in.
struct Tree {
  wasmpi::test::TemporaryFolder folder;
  HostFd root;

  Tree() {
    const fs::path base = folder.path(), inside = base / "root";
    fs::create_directories(inside / "a" / "b");
    fs::create_directories(base / "outside_directory");
    write(base / "outside", "outside");
    write(base / "outside_directory" / "secret", "secret");
    write(inside / "file", "file");
    write(inside / "a" / "file", "a/file");
    write(inside / "a" / "b" / "file", "a/b/file");
    fs::create_symlink("a/file", inside / "to_file");
    fs::create_symlink("a", inside / "to_directory");
    fs::create_symlink("../file", inside / "a" / "up_inside");
    fs::create_symlink("../outside", inside / "up_outside");
    fs::create_symlink("a/../../outside", inside / "around_outside");
    fs::create_symlink("../outside_directory", inside / "directory_outside");
    fs::create_symlink((inside / "file").string(), inside / "absolute");
    fs::create_symlink("/", inside / "to_slash");
    fs::create_symlink("loop", inside / "loop");
    fs::create_symlink("created_through_link", inside / "dangling");
    fs::create_symlink("../created_outside", inside / "dangling_outside");
    fs::create_symlink("a/", inside / "to_directory_slash");
    fs::create_symlink("file/", inside / "to_file_slash");
    root = HostFd(::open(inside.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    REQUIRE(root.isOpen());
  }

  static void write(const fs::path& path, const char* text) { std::ofstream(path) << text; }
};

std::string read(const HostFd& file) {
  std::string text(64, '\0');
  const ssize_t size = ::pread(file.get(), text.data(), text.size(), 0);
  return size < 0 ? "unreadable" : text.substr(0, static_cast<size_t>(size));
}

/// The text of the file, or "error <number>".
std::string contentOf(const PathResolver& resolver, const Tree& tree, const std::string& path,
                      int flags = O_RDONLY) {
  const auto file = resolver.open(tree.root.get(), path, {.flags = flags, .mode = 0600});
  return file ? read(*file) : "error " + std::to_string(static_cast<int>(file.error()));
}

std::string error(Errno number) { return "error " + std::to_string(static_cast<int>(number)); }

PathResolver anyResolver() {
  return PathResolver(GENERATE(PathResolver::Method::OpenAt2, PathResolver::Method::Walk));
}

} // namespace

TEST_CASE("PathResolver: paths inside are opened") {
  const PathResolver resolver = anyResolver();
  const Tree tree;
  CHECK(contentOf(resolver, tree, "file") == "file");
  CHECK(contentOf(resolver, tree, "./file") == "file");
  CHECK(contentOf(resolver, tree, "a//b///file") == "a/b/file");
  CHECK(contentOf(resolver, tree, "a/b/../file") == "a/file");
  CHECK(contentOf(resolver, tree, "a/b/../../file") == "file");
  CHECK(contentOf(resolver, tree, "to_file") == "a/file");
  CHECK(contentOf(resolver, tree, "to_directory/file") == "a/file");
  CHECK(contentOf(resolver, tree, "to_directory/b/../up_inside") == "file");
  CHECK(contentOf(resolver, tree, "to_directory_slash/file") == "a/file");
  CHECK(resolver.open(tree.root.get(), ".", {.flags = O_RDONLY | O_DIRECTORY}));
  CHECK(resolver.open(tree.root.get(), "a/..", {.flags = O_RDONLY | O_DIRECTORY}));
  CHECK(resolver.open(tree.root.get(), "to_directory/", {.flags = O_PATH | O_NOFOLLOW}));
}

TEST_CASE("PathResolver: what leads out is not permitted") {
  const PathResolver resolver = anyResolver();
  const Tree tree;
  const std::string refused = error(Errno::NotPermitted);
  const std::string absolute = (tree.folder.path() / "root" / "file").string();
  for (const std::string& path :
       {std::string(".."), std::string("../"), std::string("../outside"),
        std::string("../root/file"), std::string("a/../../outside"),
        std::string("a/../../root/file"), std::string("/"), std::string("/etc/passwd"),
        std::string("//etc/passwd"), absolute, std::string("up_outside"),
        std::string("around_outside"), std::string("absolute"),
        std::string("directory_outside/secret"), std::string("directory_outside/../outside"),
        std::string("to_slash/etc/passwd"), std::string("to_directory/../../outside"),
        std::string("to_directory/b/../../../outside")}) {
    INFO(path);
    CHECK(contentOf(resolver, tree, path) == refused);
    CHECK(contentOf(resolver, tree, path, O_PATH) == refused);
    CHECK(contentOf(resolver, tree, path, O_WRONLY) == refused);
  }
  CHECK(contentOf(resolver, tree, "up_outside", O_WRONLY | O_TRUNC) == refused);
  CHECK(fs::file_size(tree.folder.path() / "outside") == 7);
}

TEST_CASE("PathResolver: nothing is created outside") {
  const PathResolver resolver = anyResolver();
  const Tree tree;
  const std::string refused = error(Errno::NotPermitted);
  CHECK(contentOf(resolver, tree, "../created_outside", O_CREAT | O_RDWR) == refused);
  CHECK(contentOf(resolver, tree, "dangling_outside", O_CREAT | O_RDWR) == refused);
  CHECK(contentOf(resolver, tree, "directory_outside/created", O_CREAT | O_RDWR) == refused);
  CHECK_FALSE(fs::exists(tree.folder.path() / "created_outside"));
  CHECK_FALSE(fs::exists(tree.folder.path() / "outside_directory" / "created"));
}

TEST_CASE("PathResolver: creating follows links inside, and exclusive creation follows none") {
  const PathResolver resolver = anyResolver();
  const Tree tree;
  CHECK(contentOf(resolver, tree, "dangling", O_CREAT | O_EXCL | O_RDWR) == error(Errno::Exists));
  CHECK(contentOf(resolver, tree, "dangling", O_CREAT | O_RDWR).empty());
  CHECK(fs::exists(tree.folder.path() / "root" / "created_through_link"));
  CHECK(contentOf(resolver, tree, "a/new", O_CREAT | O_EXCL | O_RDWR).empty());
  CHECK(contentOf(resolver, tree, "a/new", O_CREAT | O_EXCL | O_RDWR) == error(Errno::Exists));
}

TEST_CASE("PathResolver: a created file has the mode asked for") {
  const PathResolver resolver = anyResolver();
  const Tree tree;
  REQUIRE(resolver.open(tree.root.get(), "private", {.flags = O_CREAT | O_RDWR, .mode = 0600}));
  struct stat status {};
  REQUIRE(::stat((tree.folder.path() / "root" / "private").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("PathResolver: bad paths have the error they have natively") {
  const PathResolver resolver = anyResolver();
  const Tree tree;
  CHECK(contentOf(resolver, tree, "") == error(Errno::NoEntry));
  CHECK(contentOf(resolver, tree, "missing") == error(Errno::NoEntry));
  CHECK(contentOf(resolver, tree, "missing/file") == error(Errno::NoEntry));
  CHECK(contentOf(resolver, tree, "file/") == error(Errno::NotDirectory));
  CHECK(contentOf(resolver, tree, "file/x") == error(Errno::NotDirectory));
  CHECK(contentOf(resolver, tree, "file/..") == error(Errno::NotDirectory));
  CHECK(contentOf(resolver, tree, "to_file/") == error(Errno::NotDirectory));
  CHECK(contentOf(resolver, tree, "to_file_slash") == error(Errno::NotDirectory));
  CHECK(contentOf(resolver, tree, "loop") == error(Errno::SymlinkLoop));
  CHECK(contentOf(resolver, tree, "loop/x") == error(Errno::SymlinkLoop));
  CHECK(contentOf(resolver, tree, "to_file", O_RDONLY | O_NOFOLLOW) == error(Errno::SymlinkLoop));
  CHECK(contentOf(resolver, tree, "a", O_RDWR) == error(Errno::IsDirectory));
  CHECK(contentOf(resolver, tree, ".", O_RDWR) == error(Errno::IsDirectory));
  CHECK(contentOf(resolver, tree, "a", O_CREAT | O_RDWR) == error(Errno::IsDirectory));
  CHECK(contentOf(resolver, tree, ".", O_CREAT | O_RDWR) == error(Errno::IsDirectory));
  CHECK(contentOf(resolver, tree, "new/", O_CREAT | O_RDWR) == error(Errno::IsDirectory));
  CHECK(contentOf(resolver, tree, std::string(NAME_MAX + 1, 'x')) == error(Errno::NameTooLong));
  std::string deep;
  while (deep.size() < PATH_MAX)
    deep += "a/../";
  CHECK(contentOf(resolver, tree, deep + "file") == error(Errno::NameTooLong));
}

TEST_CASE("PathResolver: links of procfs are not followed") {
  const PathResolver resolver = anyResolver();
  const HostFd self(::open("/proc/self", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  REQUIRE(self.isOpen());
  for (const char* path : {"root", "cwd", "exe", "fd/0", "root/etc/passwd"}) {
    INFO(path);
    CHECK_FALSE(resolver.open(self.get(), path, {.flags = O_PATH}));
  }
}

TEST_CASE("PathResolver: a parent is found for names that exist or not") {
  const PathResolver resolver = anyResolver();
  const Tree tree;
  const auto plain = resolver.openParent(tree.root.get(), "missing");
  REQUIRE(plain);
  CHECK(plain->directory == tree.root.get());
  CHECK(plain->name == "missing");

  const auto nested = resolver.openParent(tree.root.get(), "to_directory/b/../x//");
  REQUIRE(nested);
  CHECK(nested->name == "x//");
  struct stat found {
  }, expected{};
  REQUIRE(::fstat(nested->directory, &found) == 0);
  REQUIRE(::fstatat(tree.root.get(), "a", &expected, 0) == 0);
  CHECK(found.st_ino == expected.st_ino);
}

TEST_CASE("PathResolver: no parent is found outside") {
  const PathResolver resolver = anyResolver();
  const Tree tree;
  for (const char* path : {"/", "/x", "///", "..", "../", "../x", "a/../..", "a/../../x", "../..",
                           "directory_outside/x", "to_slash/x", "to_slash/.."}) {
    INFO(path);
    CHECK(resolver.openParent(tree.root.get(), path).error() == Errno::NotPermitted);
  }
  CHECK(resolver.openParent(tree.root.get(), "").error() == Errno::NoEntry);
  CHECK(resolver.openParent(tree.root.get(), "a/..")->name == "..");
}

TEST_CASE("PathResolver: openat2 and the walk agree on paths made at random, and stay inside") {
  const PathResolver kernel(PathResolver::Method::OpenAt2), walk(PathResolver::Method::Walk);
  const Tree tree;
  std::set<ino_t> inside;
  struct stat status {};
  for (const auto& entry : fs::recursive_directory_iterator(tree.folder.path() / "root")) {
    REQUIRE(::lstat(entry.path().c_str(), &status) == 0);
    inside.insert(status.st_ino);
  }
  REQUIRE(::fstat(tree.root.get(), &status) == 0);
  inside.insert(status.st_ino);

  constexpr const char* kParts[] = {"..",
                                    ".",
                                    "a",
                                    "b",
                                    "file",
                                    "to_file",
                                    "to_directory",
                                    "up_inside",
                                    "up_outside",
                                    "around_outside",
                                    "directory_outside",
                                    "absolute",
                                    "to_slash",
                                    "loop",
                                    "dangling_outside",
                                    "to_directory_slash",
                                    "to_file_slash",
                                    "missing",
                                    "secret",
                                    "root",
                                    "outside"};
  constexpr int kFlags[] = {O_RDONLY,
                            O_RDWR,
                            O_PATH,
                            O_RDONLY | O_NOFOLLOW,
                            O_PATH | O_NOFOLLOW,
                            O_RDONLY | O_DIRECTORY,
                            O_PATH | O_NOFOLLOW | O_DIRECTORY};
  std::mt19937_64 random(20261122);
  const auto below = [&](size_t count) { return random() % count; };
  uint64_t openedCount = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string path = below(20) == 0 ? "/" : "";
    for (size_t part = 0, count = 1 + below(6); part < count; ++part)
      path += std::string(part ? 1 + below(2) : 0, '/') + kParts[below(std::size(kParts))];
    path += std::string(below(4) == 0 ? 1 + below(2) : 0, '/');
    const int flags = kFlags[below(std::size(kFlags))];
    const auto one = kernel.open(tree.root.get(), path, {.flags = flags, .mode = 0600});
    const auto other = walk.open(tree.root.get(), path, {.flags = flags, .mode = 0600});
    INFO(path << " flags " << flags);
    REQUIRE(bool(one) == bool(other));
    if (!one) {
      REQUIRE(static_cast<int>(one.error()) == static_cast<int>(other.error()));
      continue;
    }
    ++openedCount;
    struct stat second {};
    REQUIRE(::fstat(one->get(), &status) == 0);
    REQUIRE(::fstat(other->get(), &second) == 0);
    REQUIRE(status.st_ino == second.st_ino);
    REQUIRE(inside.contains(status.st_ino));
  }
  CHECK(openedCount > 500);
}
