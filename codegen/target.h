// The machine native code is made for: triple, CPU, features, and LLVM's TargetMachine for them.
//
// Invariant: a Target that exists is one LLVM knows, is ELF on Linux, little-endian and 64-bit, and
// its CPU and feature names are known to it, so that nothing later has to warn or give up.
#pragma once

#include <memory>
#include <string>

#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Triple.h>

#include "codegen/compiler_api.h"
#include "frontend/error.h"

namespace wasmpi {

class Target {
public:
  /// Reads triple, CPU and features of the options; null ones mean the host's. Fails on names LLVM
  /// does not know and on machines wasmpi has no image format for.
  static Expected<Target> create(const CompileOptions& options);

  const llvm::Triple& triple() const { return triple_; }
  const std::string& cpu() const { return cpu_; }
  /// LLVM's list, "+avx2,-sse4a".
  const std::string& features() const { return features_; }
  /// Whether code for it runs in this process.
  bool isHost() const;

  /// A machine of its own for each thread: position-independent, small code model, one .text
  /// section.
  std::unique_ptr<llvm::TargetMachine> createMachine(OptLevel level, bool contractsFp = false) const;

private:
  Target(const llvm::Target& description, llvm::Triple triple, std::string cpu,
         std::string features);

  const llvm::Target* description_;
  llvm::Triple triple_;
  std::string cpu_;
  std::string features_;
};

/// The host's CPU as LLVM names it; static storage.
const char* hostCpuName();

} // namespace wasmpi
