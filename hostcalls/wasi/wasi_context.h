// What a guest's WASI calls work on: its arguments, environment, descriptors and memory. One per
// instance, used by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/error.h"
#include "hostcalls/wasi/fd_table.h"
#include "hostcalls/wasi/path_resolver.h"
#include "runtime/guest_memory.h"

namespace wasmpi {
class Instance;
}

namespace wasmpi::wasi {

/// A host directory the guest may use, and the name it has for the guest.
struct Preopen {
  std::string hostPath;
  std::string guestPath;
  /// Neither the directory nor anything beneath it can be changed through this preopen.
  bool isReadOnly = false;

  /// "HOST::GUEST", or "HOST" for one that keeps its name; ":ro" behind either: read-only.
  static Expected<Preopen> parse(std::string_view text);
};

struct WasiOptions {
  /// argv, the program's name first.
  std::vector<std::string> arguments = {};
  /// "NAME=VALUE" each.
  std::vector<std::string> environment = {};
  std::vector<Preopen> preopens = {};
  /// Listening sockets, "ADDRESS:PORT" or "fd:N" each (listener.h); the descriptors behind those of
  /// the preopens.
  std::vector<std::string> listeners = {};
  /// Host descriptors of the guest's 0, 1 and 2; they are duplicated. One that is not open is not
  /// open in the guest either.
  int standardInput = 0;
  int standardOutput = 1;
  int standardError = 2;
  /// How paths are resolved; by default as this kernel can.
  PathResolver paths = {};
};

class WasiContext {
public:
  /// Opens the preopens (descriptors 3, 4, ...), then the listeners. Fails if one cannot be opened.
  static Expected<std::unique_ptr<WasiContext>> create(WasiOptions options);

  /// Fetches the instance's memory; every call before that finds an empty one.
  void attach(Instance& instance);
  void attach(GuestMemory memory) { memory_ = memory; }

  const GuestMemory& memory() const { return memory_; }
  FdTable& descriptors() { return descriptors_; }
  const PathResolver& paths() const { return paths_; }
  const std::vector<std::string>& arguments() const { return arguments_; }
  const std::vector<std::string>& environment() const { return environment_; }

private:
  WasiContext() = default;
  Expected<void> openStandardStreams(const WasiOptions& options);
  Expected<void> openPreopens(const std::vector<Preopen>& preopens);
  Expected<void> openListeners(const std::vector<std::string>& listeners);

  GuestMemory memory_;
  FdTable descriptors_;
  PathResolver paths_;
  std::vector<std::string> arguments_;
  std::vector<std::string> environment_;
};

} // namespace wasmpi::wasi
