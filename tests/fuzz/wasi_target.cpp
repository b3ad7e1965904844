// Calls of WASI, chosen by the input with their arguments: paths of likely and of any bytes, vectors, descriptors, flags. What
// lies beside the preopened folder must stay as it is, and no host descriptor may be left open.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string_view>
#include <type_traits>

#include <fcntl.h>
#include <fmt/format.h>
#include <stdlib.h>

#include "hostcalls/wasi/calls.h"
#include "target.h"

namespace wasmpi::fuzz {

namespace {

namespace fs = std::filesystem;
using namespace wasi; // NOLINT: the names of functions.def

constexpr uint32_t kMemorySize = 1 << 16;
constexpr uint32_t kFirstPath = 0x100, kSecondPath = 0x200, kVectors = 0x300;

/// base/{outside/secret, root}; goes away with the process's last input.
class Folder {
public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "wasmpi-fuzz-wasi-XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
      throw std::runtime_error("no temporary folder");
    base_ = pattern;
    fs::create_directory(base_ / "outside");
    std::ofstream(base_ / "outside" / "secret") << "secret";
  }
  ~Folder() {
    std::error_code error;
    fs::remove_all(base_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path root() const { return base_ / "root"; }

  void prepare() const {
    fs::remove_all(root());
    fs::create_directories(root() / "d" / "e");
    std::ofstream(root() / "file") << "text";
    fs::create_symlink("../outside", root() / "out");
    fs::create_symlink("d", root() / "link");
  }
  bool isUntouched() const {
    return fs::file_size(base_ / "outside" / "secret") == 6 &&
           std::distance(fs::directory_iterator(base_ / "outside"), {}) == 1 &&
           std::distance(fs::directory_iterator(base_), {}) == 2;
  }

private:
  fs::path base_;
};

struct State {
  Folder folder;
  uint64_t inputs = 0, calls = 0;
};
State& state() {
  static State instance;
  return instance;
}

size_t openDescriptorCount() {
  return static_cast<size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), {}));
}

class Session {
public:
  Session(ByteSource& source, const PathResolver& paths) : source_(source) {
    const HostFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    auto created = WasiContext::create({.preopens = {{state().folder.root().string(), "/"}},
                                        .standardInput = null.get(),
                                        .standardOutput = null.get(),
                                        .standardError = null.get(),
                                        .paths = paths});
    if (!created)
      throw std::runtime_error("no context");
    context_ = std::move(*created);
    context_->attach(GuestMemory(&definition_));
  }

  void step() {
    putPath(kFirstPath);
    putPath(kSecondPath);
    for (uint32_t i = 0; i < 4; ++i) {
      store(kVectors + 8 * i, number());
      store(kVectors + 8 * i + 4, number());
    }
    const uint32_t chosen = source_.below(kCount);
    uint32_t index = 0;
#define WASI(name, function)                                                                                           \
  if (index++ == chosen && isTried(#name))                                                                             \
    call(&function);
#define WASI_UNSTABLE(name, function) WASI(name, function)
#include "hostcalls/wasi/functions.def"
#undef WASI
#undef WASI_UNSTABLE
    ++state().calls;
  }

private:
#define WASI(name, function) +1
#define WASI_UNSTABLE(name, function) +1
  static constexpr uint32_t kCount = 0
#include "hostcalls/wasi/functions.def"
      ;
#undef WASI
#undef WASI_UNSTABLE

  /// poll_oneoff would wait, and fd_allocate fill the disk.
  static constexpr bool isTried(std::string_view name) { return name != "poll_oneoff" && name != "fd_allocate"; }

  template <class R, class... Parameters> void call(R (*function)(WasiContext&, Parameters...)) {
    std::tuple<WasiContext&, Parameters...> arguments{*context_, argument<Parameters>()...};
    std::apply(function, arguments);
  }

  template <class T> T argument() {
    if constexpr (std::is_integral_v<T>)
      return static_cast<T>(sizeof(T) == 8 && source_.oneIn(2) ? source_.bits(8) : number());
    else
      return T{number()};
  }

  /// Small ones are descriptors, flags, counts and sizes of paths; some are places of the arguments.
  uint32_t number() {
    constexpr uint32_t kLikely[] = {3,          4,           5,          kFirstPath, kSecondPath, kVectors,
                                    0x400,      kMemorySize, 0xffffffff, 0x7fffffff, kMemorySize - 8};
    switch (source_.below(4)) {
    case 0:
      return static_cast<uint32_t>(source_.bits(4));
    case 1:
      return kLikely[source_.below(std::size(kLikely))];
    default:
      return source_.below(24);
    }
  }

  void putPath(uint32_t address) {
    constexpr std::string_view kParts[] = {"..", ".", "d", "e", "file", "out", "link", "secret", "/", "/", "//", "new"};
    std::string path;
    for (uint32_t i = 0, count = source_.below(8); i < count; ++i) {
      if (source_.oneIn(6))
        path += static_cast<char>(source_.byte());
      else
        path += kParts[source_.below(std::size(kParts))];
    }
    path.resize(std::min<size_t>(path.size() + 1, 0x80));
    std::memcpy(memory_.data() + address, path.data(), path.size());
  }

  void store(uint32_t address, uint32_t value) { std::memcpy(memory_.data() + address, &value, sizeof(value)); }

  ByteSource& source_;
  std::vector<uint8_t> memory_ = std::vector<uint8_t>(kMemorySize);
  MemoryDefinition definition_ = {memory_.data(), kMemorySize};
  std::unique_ptr<WasiContext> context_;
};

} // namespace

Bytes seedInput(uint64_t seed) { return Random(seed).bytes(512); }

std::string statisticsText() { return fmt::format("{} inputs, {} calls", state().inputs, state().calls); }

} // namespace wasmpi::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace wasmpi::fuzz; // NOLINT: the target's entry
  using wasmpi::wasi::PathResolver;
  const std::span<const uint8_t> input(data, size);
  ByteSource source(input);
  state().folder.prepare();
  const size_t before = openDescriptorCount();
  {
    Session session(source, PathResolver(source.oneIn(2) ? PathResolver::Method::Walk : PathResolver::Method::OpenAt2));
    while (!source.isExhausted())
      session.step();
  }
  ++state().inputs;
  if (!state().folder.isUntouched())
    reportFinding("a guest changed what lies outside of its folder", input);
  if (openDescriptorCount() != before)
    reportFinding("host descriptors are left open", input);
  return 0;
}
