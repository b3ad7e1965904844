#include "tools/version.h"

#include <fmt/format.h>

#include "codegen/abi.h"

namespace wasmpi {

std::string versionText(const std::string& program) {
  return fmt::format("{} {} (code by LLVM {}, image ABI {})", program, WASMPI_VERSION,
                     WASMPI_LLVM_VERSION, kAbiVersion);
}

} // namespace wasmpi
