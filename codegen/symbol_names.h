// The ELF symbols of a module's functions, which gdb, perf and nm show.
//
// Invariants: a symbol is unique in the module, begins with "wasm." (so that neither LLVM's
// knowledge of the C library nor the image's libcall stubs can take a guest's `memcpy` for their
// own), is at most about 200 bytes long, and depends on the module alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "frontend/module.h"
#include "frontend/names.h"

namespace wasmpi {

class FunctionSymbols {
public:
  explicit FunctionSymbols(const Module& module);

  /// The symbol of a function, imported ones included.
  const std::string& of(uint32_t functionIndex) const { return symbols_[functionIndex]; }
  /// The plain name of the guest, for debug information.
  std::string guestName(uint32_t functionIndex) const { return names_.nameOf(functionIndex); }

private:
  FunctionNames names_;
  std::vector<std::string> symbols_;
};

} // namespace wasmpi
