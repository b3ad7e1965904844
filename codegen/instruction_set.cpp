// Questions to LLVM's description of the CPU.
#include "codegen/instruction_set.h"

#include <llvm/MC/MCSubtargetInfo.h>

namespace wasmpi {

InstructionSet InstructionSet::of(const llvm::TargetMachine& machine) {
  const llvm::MCSubtargetInfo& known = *machine.getMCSubtargetInfo();
  InstructionSet set;
  set.isX86 = machine.getTargetTriple().isX86();
  set.isAArch64 = machine.getTargetTriple().isAArch64();
  set.hasSsse3 = set.isX86 && known.checkFeatures("+ssse3");
  set.hasAvx512Vl = set.isX86 && known.checkFeatures("+avx512vl");
  set.hasFma = set.isX86 ? known.checkFeatures("+fma") : set.isAArch64;
  return set;
}

} // namespace wasmpi
