// Making a context: options in, open descriptors out.
#include "hostcalls/wasi/wasi_context.h"

#include <cerrno>
#include <cstring>
#include <limits>
#include <span>

#include <fcntl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "hostcalls/wasi/listener.h"
#include "runtime/instance.h"

namespace wasmpi::wasi {
namespace {

/// Whether the strings, each with its NUL, have a size and a count that fit the guest's 32-bit
/// sizes.
bool fitsGuest(std::span<const std::string> strings) {
  uint64_t byteSize = 0;
  for (const auto& string : strings)
    byteSize += string.size() + 1;
  constexpr uint64_t kMax = std::numeric_limits<uint32_t>::max();
  return byteSize <= kMax && strings.size() <= kMax / sizeof(uint32_t);
}

/// wasi-libc looks for preopens from 3 on, up to the first number that is none.
constexpr uint32_t kFirstPreopen = 3;

/// A directory that may be searched but not listed can still be a preopen.
HostFd openDirectory(const std::string& path) {
  HostFd listed(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (listed.isOpen() || errno != EACCES)
    return listed;
  return HostFd(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

} // namespace

Expected<Preopen> Preopen::parse(std::string_view text) {
  constexpr std::string_view kReadOnly = ":ro";
  const bool isReadOnly = text.ends_with(kReadOnly);
  const std::string_view names = isReadOnly ? text.substr(0, text.size() - kReadOnly.size()) : text;
  const size_t separator = names.find("::");
  const std::string_view host = names.substr(0, separator);
  const std::string_view guest =
      separator == std::string_view::npos ? names : names.substr(separator + 2);
  if (host.empty() || guest.empty())
    return failure(fmt::format("'{}' does not name a directory; give HOST or HOST::GUEST, as in "
                               "--dir data::/data, with :ro behind it if the guest may only read",
                               text));
  return Preopen{std::string(host), std::string(guest), isReadOnly};
}

Expected<std::unique_ptr<WasiContext>> WasiContext::create(WasiOptions options) {
  if (!fitsGuest(options.arguments))
    return failure("the program's arguments are larger than 4 GiB");
  if (!fitsGuest(options.environment))
    return failure("the program's environment is larger than 4 GiB");

  std::unique_ptr<WasiContext> context(new WasiContext);
  if (auto opened = context->openStandardStreams(options); !opened)
    return tl::unexpected(std::move(opened.error()));
  if (auto opened = context->openPreopens(options.preopens); !opened)
    return tl::unexpected(std::move(opened.error()));
  if (auto opened = context->openListeners(options.listeners); !opened)
    return tl::unexpected(std::move(opened.error()));
  context->arguments_ = std::move(options.arguments);
  context->environment_ = std::move(options.environment);
  context->paths_ = options.paths;
  return context;
}

Expected<void> WasiContext::openStandardStreams(const WasiOptions& options) {
  const int streams[] = {options.standardInput, options.standardOutput, options.standardError};
  for (uint32_t number = 0; number < std::size(streams); ++number) {
    // Duplicates stay above 2, so that the host's own streams are not filled in by accident.
    HostFd duplicate(::fcntl(streams[number], F_DUPFD_CLOEXEC, 3));
    if (!duplicate.isOpen() && errno == EBADF)
      continue;
    if (!duplicate.isOpen())
      return failure(fmt::format("cannot duplicate descriptor {} for the guest: {}",
                                 streams[number], std::strerror(errno)));
    auto descriptor = describe(std::move(duplicate));
    if (!descriptor || !descriptors_.insert(std::move(*descriptor), number))
      return failure(fmt::format("cannot give descriptor {} to the guest", streams[number]));
  }
  return {};
}

Expected<void> WasiContext::openPreopens(const std::vector<Preopen>& preopens) {
  for (const auto& preopen : preopens) {
    HostFd directory = openDirectory(preopen.hostPath);
    if (!directory.isOpen())
      return failure(fmt::format("cannot open the directory '{}' given with --dir: {}",
                                 preopen.hostPath, std::strerror(errno)));
    auto descriptor = describe(std::move(directory));
    if (!descriptor)
      return failure(
          fmt::format("cannot inspect the directory '{}' given with --dir", preopen.hostPath));
    descriptor->inheriting = Rights::All;
    descriptor->preopenName = preopen.guestPath;
    descriptor->isReadOnly = preopen.isReadOnly;
    if (!descriptors_.insert(std::move(*descriptor), kFirstPreopen))
      return failure("too many directories given with --dir");
  }
  return {};
}

Expected<void> WasiContext::openListeners(const std::vector<std::string>& listeners) {
  for (const auto& text : listeners) {
    auto address = ListenAddress::parse(text);
    if (!address)
      return tl::unexpected(std::move(address.error()));
    auto socket = address->open();
    if (!socket)
      return tl::unexpected(std::move(socket.error()));
    auto descriptor = describe(std::move(*socket));
    if (!descriptor || !descriptors_.insert(std::move(*descriptor), kFirstPreopen))
      return failure(fmt::format("cannot give the socket of --listen {} to the guest", text));
  }
  return {};
}

void WasiContext::attach(Instance& instance) { memory_ = instance.guestMemory(); }

} // namespace wasmpi::wasi
