// GuestFiles over the descriptors of a WasiContext.
#pragma once

#include <string>

#include "hostcalls/wasi/guest_files.h"
#include "hostcalls/wasi/wasi_context.h"

namespace wasmpi::wasi {

class ContextFiles final : public GuestFiles {
public:
  /// `context` must outlive this.
  explicit ContextFiles(WasiContext& context) : context_(context) {}

  Checked<int> open(std::string_view path, FileUse use) override;
  Checked<void> remove(std::string_view path) override;
  bool reaches(const char* hostDirectory) override;

private:
  /// A preopen and a path relative to it.
  struct Place {
    Descriptor* directory;
    std::string path;
  };
  Checked<Place> find(std::string_view path, Rights required);

  WasiContext& context_;
};

} // namespace wasmpi::wasi
