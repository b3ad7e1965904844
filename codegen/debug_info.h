// Debug information of lowered code: the "line" of an instruction is its byte offset in the module,
// so that native addresses can be traced to Wasm (the line tables of the image, gdb, perf).
//
// Only line tables and the inlining tree are described: no types, no variables.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include <llvm/IR/DIBuilder.h>

namespace wasmpi {

class DebugInfo {
public:
  explicit DebugInfo(llvm::Module& output);

  /// Gives `function` a subprogram called `guestName`, whose line is the offset of its body.
  void describe(llvm::Function* function, std::string_view guestName, size_t bodyOffset);
  /// To be called once everything is lowered.
  void finalize() { builder_.finalize(); }

private:
  llvm::DIBuilder builder_;
  llvm::DIFile* file_;
  llvm::DISubroutineType* type_;
};

/// The place of an instruction at `offset` in the module, within a described function.
llvm::DebugLoc locationOf(size_t offset, llvm::DISubprogram* subprogram);

} // namespace wasmpi
