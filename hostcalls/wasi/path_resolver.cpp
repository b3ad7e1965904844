// openat2, and the walk that stands in for it (path_resolver.h).
#include "hostcalls/wasi/path_resolver.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <optional>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace wasmpi::wasi {
namespace {

constexpr int kMaxSymlinks = 40; // as Linux
constexpr int kMaxRaces = 64;

int flagsForHost(int flags) {
  // O_PATH goes with few others, and opens no terminal.
  return flags | O_CLOEXEC | (flags & O_PATH ? 0 : O_NOCTTY);
}

int openAt2(int directory, const char* path, OpenRequest request) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flagsForHost(request.flags));
  how.mode = request.flags & O_CREAT ? request.mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  // EAGAIN: a rename or mount went on meanwhile and the kernel cannot vouch for "..".
  for (int races = 0;; ++races) {
    const auto fd = static_cast<int>(::syscall(SYS_openat2, directory, path, &how, sizeof(how)));
    const bool isTransient = fd < 0 && (errno == EINTR || (errno == EAGAIN && races < kMaxRaces));
    if (!isTransient)
      return fd;
  }
}

Checked<HostFd> openBeneath(int directory, const std::string& path, OpenRequest request) {
  HostFd fd(openAt2(directory, path.c_str(), request));
  if (fd.isOpen())
    return fd;
  if (errno == EXDEV) // the path leads out
    return tl::unexpected(Errno::NotPermitted);
  return hostFailure();
}

/// Resolves one path by opening its directories one by one. Symbolic links are read and resolved
/// here; the host follows none.
/// ".." goes back to the directory that was come from, however it was renamed since: never out of
/// the root.
class Walk {
public:
  Walk(int root, OpenRequest request) : root_(root), request_(request) {}

  Checked<HostFd> run(const std::string& path) {
    if (path.empty())
      return tl::unexpected(Errno::NoEntry);
    if (path.front() == '/')
      return tl::unexpected(Errno::NotPermitted);
    if (path.size() >= PATH_MAX)
      return tl::unexpected(Errno::NameTooLong);
    rest_ = path;
    for (;;) {
      auto opened = step();
      if (!opened)
        return tl::unexpected(opened.error());
      if (*opened)
        return std::move(**opened);
    }
  }

private:
  /// The final descriptor, or nullopt while components remain.
  using Step = Checked<std::optional<HostFd>>;

  int current() const { return ancestors_.empty() ? root_ : ancestors_.back().get(); }

  Step step() {
    const size_t nameEnd = std::min(rest_.find('/'), rest_.size());
    const size_t next = std::min(rest_.find_first_not_of('/', nameEnd), rest_.size());
    const std::string name = rest_.substr(0, nameEnd);
    const bool hasSlash = next > nameEnd;
    rest_.erase(0, next);
    const bool isLast = rest_.empty();

    if (name == "..") {
      if (ancestors_.empty())
        return tl::unexpected(Errno::NotPermitted);
      ancestors_.pop_back();
    } else if (name != ".") {
      return isLast ? openLast(name, hasSlash) : enter(name);
    }
    return isLast ? openCurrent() : Step(std::nullopt);
  }

  Step openCurrent() {
    if ((request_.flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL))
      return tl::unexpected(Errno::Exists);
    if (request_.flags & O_CREAT)
      return tl::unexpected(Errno::IsDirectory);
    return finish(::openat(current(), ".", flagsForHost(request_.flags)));
  }

  Step enter(const std::string& name) {
    HostFd fd(::openat(current(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!fd.isOpen())
      return hostFailure();
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0)
      return hostFailure();
    if (S_ISLNK(status.st_mode))
      return follow(fd.get(), "", true);
    if (!S_ISDIR(status.st_mode))
      return tl::unexpected(Errno::NotDirectory);
    ancestors_.push_back(std::move(fd));
    return std::nullopt;
  }

  Step openLast(const std::string& name, bool hasSlash) {
    int flags = request_.flags;
    if (hasSlash && (flags & O_CREAT))
      return tl::unexpected(Errno::IsDirectory);
    const bool isExclusive = (flags & O_CREAT) && (flags & O_EXCL);
    const bool follows = !isExclusive && (hasSlash || !(flags & O_NOFOLLOW));
    if (hasSlash)
      flags |= O_DIRECTORY;

    HostFd fd(::openat(current(), name.c_str(), flagsForHost(flags | O_NOFOLLOW), request_.mode));
    if (!follows)
      return finish(std::move(fd));
    if (!fd.isOpen()) {
      // The host's way to say that this is a link, or that it is something else.
      const int error = errno;
      if ((error == ELOOP || error == ENOTDIR) && isSymlink(current(), name.c_str()))
        return follow(current(), name.c_str(), hasSlash);
      return tl::unexpected(fromHostErrno(error));
    }
    if ((flags & O_PATH) && isSymlink(fd.get(), ""))
      return follow(fd.get(), "", hasSlash);
    return finish(std::move(fd));
  }

  static Step finish(int fd) { return finish(HostFd(fd)); }
  static Step finish(HostFd fd) {
    if (!fd.isOpen())
      return hostFailure();
    return std::optional<HostFd>(std::move(fd));
  }

  static bool isSymlink(int directory, const char* name) {
    struct stat status {};
    return ::fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) == 0 &&
           S_ISLNK(status.st_mode);
  }

  /// Puts the link's text before what is left of the path.
  Step follow(int directory, const char* name, bool addsSlash) {
    std::array<char, PATH_MAX> text;
    const ssize_t size = ::readlinkat(directory, name, text.data(), text.size());
    if (size < 0)
      return hostFailure();
    if (++symlinkCount_ > kMaxSymlinks)
      return tl::unexpected(Errno::SymlinkLoop);
    if (size == 0)
      return tl::unexpected(Errno::NoEntry);
    if (text[0] == '/')
      return tl::unexpected(Errno::NotPermitted);
    std::string target(text.data(), static_cast<size_t>(size));
    if (addsSlash)
      target += '/';
    rest_.insert(0, target);
    return std::nullopt;
  }

  int root_;
  OpenRequest request_;
  std::vector<HostFd> ancestors_;
  std::string rest_;
  int symlinkCount_ = 0;
};

} // namespace

PathResolver::PathResolver() : method_(Method::OpenAt2) {
  // Kernels before 5.6 do not know the call; some sandboxes refuse it with EPERM.
  const HostFd probe(openAt2(AT_FDCWD, ".", {.flags = O_PATH | O_DIRECTORY}));
  if (!probe.isOpen() && (errno == ENOSYS || errno == EPERM))
    method_ = Method::Walk;
}

Checked<HostFd> PathResolver::open(int directory, const std::string& path,
                                   OpenRequest request) const {
  if (method_ == Method::OpenAt2)
    return openBeneath(directory, path, request);
  return Walk(directory, request).run(path);
}

Checked<ParentAndName> PathResolver::openParent(int directory, const std::string& path) const {
  if (path.empty())
    return tl::unexpected(Errno::NoEntry);
  if (path.front() == '/')
    return tl::unexpected(Errno::NotPermitted);

  const size_t nameEnd = path.find_last_not_of('/') + 1;
  const size_t slash = path.rfind('/', nameEnd - 1);
  const size_t nameBegin = slash == std::string::npos ? 0 : slash + 1;
  if (std::string_view(path).substr(nameBegin, nameEnd - nameBegin) == "..") {
    // The host refuses to touch an entry of this name, but it must not say anything about one
    // outside either.
    auto target = open(directory, path, {.flags = O_PATH | O_DIRECTORY});
    if (!target)
      return tl::unexpected(target.error());
  }
  if (nameBegin == 0)
    return ParentAndName{HostFd(), directory, path};
  auto parent = open(directory, path.substr(0, nameBegin), {.flags = O_PATH | O_DIRECTORY});
  if (!parent)
    return tl::unexpected(parent.error());
  const int opened = parent->get();
  return ParentAndName{std::move(*parent), opened, path.substr(nameBegin)};
}

} // namespace wasmpi::wasi
