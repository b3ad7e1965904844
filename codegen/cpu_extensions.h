// Which extensions of its architecture code for a CPU may use, for a machine to tell whether it can
// run it.
#pragma once

#include <string>

namespace llvm {
class MCSubtargetInfo;
}

namespace wasmpi {

/// All that a code generator has switched on, by LLVM's names, sorted: "avx,avx2". Of features that
/// are mere advice those may be among them that were asked for by name.
std::string cpuExtensions(const llvm::MCSubtargetInfo& generator);

} // namespace wasmpi
