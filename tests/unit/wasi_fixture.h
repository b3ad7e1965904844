// A guest for WASI's calls without any code: some memory, a folder preopened as descriptor 3,
// /dev/null as standard streams.
#pragma once

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>

#include <catch2/catch.hpp>

#include "hostcalls/wasi/calls.h"
#include "temporary_folder.h"

namespace wasmpi::test {

class WasiGuest {
public:
  static constexpr uint32_t kMemorySize = 1 << 20;
  static constexpr uint32_t kRoot = 3;
  /// Where paths and results are put; the rest is the test's.
  static constexpr uint32_t kPath = 0x100, kOtherPath = 0x2000, kResult = 0x4000, kData = 0x8000;

  explicit WasiGuest(wasi::WasiOptions options = {}) {
    const wasi::HostFd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    options.standardInput = options.standardOutput = options.standardError = null.get();
    options.preopens.push_back({folder_.path().string(), "/"});
    auto created = wasi::WasiContext::create(std::move(options));
    REQUIRE(created);
    context_ = std::move(*created);
    context_->attach(GuestMemory(&definition_));
  }

  wasi::WasiContext& context() { return *context_; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  uint8_t* at(uint32_t address) { return memory_.data() + address; }

  template <class T> T load(uint32_t address) {
    T value;
    std::memcpy(&value, at(address), sizeof(T));
    return value;
  }
  template <class T> void store(uint32_t address, const T& value) {
    std::memcpy(at(address), &value, sizeof(T));
  }
  std::string text(uint32_t address, uint32_t byteSize) {
    return {reinterpret_cast<const char*>(at(address)), byteSize};
  }
  /// Puts the text in memory and returns its address.
  GuestPtr<uint8_t> put(std::string_view text, uint32_t address = kPath) {
    std::memcpy(at(address), text.data(), text.size());
    return {address};
  }

  void makeFile(const std::string& name, std::string_view content) {
    std::ofstream(folder() / name) << content;
  }

  /// path_open; the descriptor, or the error.
  wasi::Checked<uint32_t> open(std::string_view path, uint32_t openFlags = 0,
                               wasi::Rights rights = wasi::Rights::FdRead | wasi::Rights::FdReaddir,
                               uint32_t fd = kRoot,
                               uint32_t lookup = wasi::lookup_flags::kSymlinkFollow,
                               uint32_t fdFlags = 0) {
    auto outcome =
        wasi::path::open(*context_, fd, lookup, put(path), static_cast<uint32_t>(path.size()),
                         openFlags, static_cast<uint64_t>(rights), 0, fdFlags, {kResult});
    if (outcome)
      return load<uint32_t>(kResult);
    return tl::unexpected(outcome.error().error());
  }

private:
  TemporaryFolder folder_;
  std::vector<uint8_t> memory_ = std::vector<uint8_t>(kMemorySize);
  MemoryDefinition definition_ = {memory_.data(), kMemorySize};
  std::unique_ptr<wasi::WasiContext> context_;
};

/// The error number of a call, Success if it succeeded; a trap is a failed test.
inline wasi::Errno errorOf(wasi::Fallible<void> outcome) {
  if (outcome)
    return wasi::Errno::Success;
  if (outcome.error().isTrap())
    FAIL("a trap: " << outcome.error().trap().detail);
  return outcome.error().error();
}

inline bool traps(wasi::Fallible<void> outcome) {
  return !outcome && outcome.error().isTrap() &&
         outcome.error().trap().code == TrapCode::MemoryOutOfBounds;
}

} // namespace wasmpi::test

template <> struct Catch::StringMaker<wasmpi::wasi::Errno> {
  static std::string convert(wasmpi::wasi::Errno error) {
    return "Errno " + std::to_string(static_cast<int>(error));
  }
};
