// What lowering has to know of the target's instructions: only what no target-independent IR
// becomes. Everything else is left to LLVM, which knows the whole target.
#pragma once

#include <llvm/Target/TargetMachine.h>

namespace wasmpi {

struct InstructionSet {
  bool isX86 = false;
  bool isAArch64 = false;
  /// pshufb, pmulhrsw, pmaddubsw.
  bool hasSsse3 = false;
  /// vcvttps2udq and vcvttpd2udq of 128 bits.
  bool hasAvx512Vl = false;
  /// Fused multiply-add of vectors, on any architecture.
  bool hasFma = false;

  static InstructionSet of(const llvm::TargetMachine& machine);
};

} // namespace wasmpi
