// What the programs say of their own version.
#pragma once

#include <string>

namespace wasmpi {

/// "wasmpi-run 0.1.0 (code by LLVM 22, image ABI 4)".
std::string versionText(const std::string& program);

} // namespace wasmpi
