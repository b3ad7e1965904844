// The sandbox while somebody else changes the tree: a native thread swaps directories for symbolic
// links that lead out, and moves them out, as fast as it can. Both ways of resolving.
#include <atomic>
#include <functional>
#include <thread>

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wasi_fixture.h"

using namespace wasmpi;       // NOLINT: a test
using namespace wasmpi::wasi; // NOLINT: a test
using test::errorOf;
using test::WasiGuest;
namespace fs = std::filesystem;

namespace {

/// Repeats an action on a thread of its own.
class Attacker {
public:
  explicit Attacker(std::function<void()> action)
      : thread_([this, action = std::move(action)] {
          while (!isDone_)
            action();
        }) {}
  ~Attacker() {
    isDone_ = true;
    thread_.join();
  }

private:
  std::atomic<bool> isDone_ = false;
  std::thread thread_;
};

/// What came of many tries: each must have been seen, else nothing was raced.
struct Outcomes {
  uint64_t inside = 0, refused = 0;
  bool wereBothSeen() const { return inside > 100 && refused > 100; }
};

/// Calls `attempt` until both outcomes came often enough; many times in any case.
template <class Attempt> void repeat(Outcomes& outcomes, Attempt attempt) {
  constexpr uint64_t kLeast = 5'000, kMost = 3'000'000;
  for (uint64_t i = 0; i < kLeast || (!outcomes.wereBothSeen() && i < kMost); ++i)
    attempt();
  CHECK(outcomes.wereBothSeen());
}

void exchange(const fs::path& a, const fs::path& b) {
  ::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE);
}

void write(const fs::path& path, const char* text) { std::ofstream(path) << text; }

std::string read(const HostFd& file) {
  char text[32];
  const ssize_t size = ::pread(file.get(), text, sizeof(text), 0);
  return size < 0 ? "unreadable" : std::string(text, static_cast<size_t>(size));
}

/// base/{outside/file,file}, base/root/{d/file,file,out -> ../outside, out_file -> ../outside/file}
struct Tree {
  test::TemporaryFolder folder;
  fs::path base = folder.path(), inside = base / "root", outside = base / "outside";
  HostFd root;

  Tree() {
    fs::create_directories(inside / "d");
    fs::create_directories(outside);
    write(inside / "d" / "file", "inside");
    write(inside / "file", "inside");
    write(outside / "file", "secret");
    write(base / "file", "secret");
    fs::create_symlink("../outside", inside / "out");
    fs::create_symlink("../outside/file", inside / "out_file");
    root = HostFd(::open(inside.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    REQUIRE(root.isOpen());
  }
};

PathResolver::Method anyMethod() {
  return GENERATE(PathResolver::Method::OpenAt2, PathResolver::Method::Walk);
}

/// Opens the path again and again; it must be the file inside, or none.
void openWhileAttacked(const PathResolver& resolver, const Tree& tree, const char* path,
                       OpenRequest request, const std::function<void()>& attack) {
  const Attacker attacker(attack);
  Outcomes outcomes;
  repeat(outcomes, [&] {
    const auto file = resolver.open(tree.root.get(), path, request);
    file ? ++outcomes.inside : ++outcomes.refused;
    if (file && !(request.flags & O_TRUNC) && read(*file) != "inside")
      FAIL("read what is outside");
  });
}

} // namespace

TEST_CASE("PathResolver: a directory swapped for a link out is not followed") {
  const PathResolver resolver(anyMethod());
  const Tree tree;
  openWhileAttacked(resolver, tree, "d/file", {.flags = O_RDONLY},
                    [&] { exchange(tree.inside / "d", tree.inside / "out"); });
}

TEST_CASE("PathResolver: a file swapped for a link out is neither read nor truncated") {
  const PathResolver resolver(anyMethod());
  const Tree tree;
  const auto swap = [&] { exchange(tree.inside / "file", tree.inside / "out_file"); };
  openWhileAttacked(resolver, tree, "file", {.flags = O_RDONLY}, swap);
  openWhileAttacked(resolver, tree, "file", {.flags = O_RDONLY | O_NOFOLLOW}, swap);
  openWhileAttacked(resolver, tree, "file", {.flags = O_RDWR | O_CREAT | O_TRUNC, .mode = 0600},
                    swap);
  CHECK(fs::file_size(tree.outside / "file") == 6);
}

TEST_CASE("PathResolver: .. out of a directory that is moved outside does not lead there") {
  const PathResolver resolver(anyMethod());
  const Tree tree;
  fs::create_directories(tree.inside / "a" / "b");
  // Were b's own ".." taken while it lies in outside, the path would end at base/file.
  openWhileAttacked(resolver, tree, "a/b/../../file", {.flags = O_RDONLY}, [&] {
    ::rename((tree.inside / "a" / "b").c_str(), (tree.outside / "b").c_str());
    ::rename((tree.outside / "b").c_str(), (tree.inside / "a" / "b").c_str());
  });
}

TEST_CASE("PathResolver: a parent swapped for a link out is not handed out") {
  const PathResolver resolver(anyMethod());
  const Tree tree;
  struct stat outside {};
  REQUIRE(::stat(tree.outside.c_str(), &outside) == 0);
  const Attacker attacker([&] { exchange(tree.inside / "d", tree.inside / "out"); });
  Outcomes outcomes;
  repeat(outcomes, [&] {
    const auto parent = resolver.openParent(tree.root.get(), "d/new");
    parent ? ++outcomes.inside : ++outcomes.refused;
    struct stat found {};
    if (parent && (::fstat(parent->directory, &found) != 0 || found.st_ino == outside.st_ino))
      FAIL("the parent is outside");
  });
}

TEST_CASE("WASI: no call changes anything outside while its path is swapped") {
  Tree tree;
  const auto before = fs::last_write_time(tree.outside / "file");
  WasiGuest guest({.preopens = {{tree.inside.string(), "/"}}, .paths = PathResolver(anyMethod())});
  WasiContext& context = guest.context();
  const auto path = [&](std::string_view text) { return guest.put(text); };
  const auto other = [&](std::string_view text) { return guest.put(text, WasiGuest::kOtherPath); };
  {
    const Attacker attacker([&] { exchange(tree.inside / "d", tree.inside / "out"); });
    Outcomes outcomes;
    const auto count = [&](Errno error) {
      error == Errno::NotPermitted ? ++outcomes.refused : ++outcomes.inside;
    };
    repeat(outcomes, [&] {
      count(errorOf(path::createDirectory(context, 3, path("d/x"), 3)));
      count(errorOf(path::removeDirectory(context, 3, path("d/x"), 3)));
      const auto made = guest.open("d/y", open_flags::kCreate | open_flags::kTruncate,
                                   Rights::FdRead | Rights::FdWrite, 3);
      if (made)
        REQUIRE(errorOf(fd::close(context, *made)) == Errno::Success);
      count(errorOf(path::rename(context, 3, path("d/y"), 3, 3, other("d/z"), 3)));
      count(errorOf(path::link(context, 3, 1, path("d/z"), 3, 3, other("d/l"), 3)));
      count(errorOf(path::symlink(context, path("t"), 1, 3, other("d/s"), 3)));
      count(errorOf(path::filestatSetTimes(context, 3, 1, path("d/file"), 6, 0, 1,
                                           time_flags::kAccess | time_flags::kModify)));
      for (const char* name : {"d/z", "d/l", "d/s"})
        count(errorOf(path::unlinkFile(context, 3, path(name), 3)));
    });
  }
  CHECK(std::distance(fs::directory_iterator(tree.outside), {}) == 1);
  CHECK(fs::last_write_time(tree.outside / "file") == before);
  CHECK(fs::file_size(tree.outside / "file") == 6);
}
