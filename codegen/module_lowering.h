// A partition of a validated module as one llvm::Module (CODEGEN: plain loads and stores on an
// invariant base, two alias scopes, cold trap helpers, debug lines that are Wasm offsets).
//
// ModuleLowering owns what the functions of a partition share: declarations, metadata, the layout
// of VMContext, trap helpers and calls of builtins. FunctionLowering turns one body into IR.
// Invariant: lowering a validated module never fails.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>
#include <llvm/TargetParser/Triple.h>

#include "codegen/abi.h"
#include "codegen/calling_conventions.h"
#include "codegen/compiler_api.h"
#include "codegen/debug_info.h"
#include "codegen/instruction_set.h"
#include "codegen/partition.h"
#include "codegen/static_tables.h"
#include "codegen/symbol_names.h"
#include "frontend/module.h"

namespace wasmpi {

struct LoweringOptions {
  BoundsChecks boundsChecks = BoundsChecks::Guard;
  InstructionSet instructionSet = {};
  bool debugLines = true;
  /// See exception_use.h. If not, functions are taken not to be left by exceptions.
  bool usesExceptions = false;
  /// Those of the module; null: calls look into every table.
  const StaticTables* staticTables = nullptr;
};

/// Lowers the functions of `plan`; the result belongs to `context` and refers to nothing of
/// `module` afterwards.
std::unique_ptr<llvm::Module>
lowerPartition(llvm::LLVMContext& context, const Module& module, const FunctionSymbols& symbols,
               const CallingConventions& conventions, const PartitionPlan& plan,
               const LoweringOptions& options, const llvm::DataLayout& dataLayout,
               const llvm::Triple& triple);

enum class Builtin : uint32_t {
#define BUILTIN(name, ...) name,
#include "codegen/builtins.def"
#undef BUILTIN
};

/// What an access touches: the linear memories, or everything else (VMContext, globals, tables).
/// The two never overlap.
enum class AliasScope : uint8_t { LinearMemory, Runtime };

/// The name of the scope of linear memory in !alias.scope metadata; dead_loads.cpp knows guest
/// loads by it.
inline constexpr char kLinearMemoryScope[] = "linear memory";

class ModuleLowering {
public:
  ModuleLowering(llvm::Module& output, const Module& module, const FunctionSymbols& symbols,
                 const CallingConventions& conventions, const LoweringOptions& options);

  void lower(const PartitionPlan& plan);

  const Module& module() const { return module_; }
  const LoweringOptions& options() const { return options_; }
  const InstructionSet& instructionSet() const { return options_.instructionSet; }
  const CallingConventions& conventions() const { return conventions_; }
  const VMContextLayout& layout() const { return layout_; }
  llvm::LLVMContext& context() const { return output_.getContext(); }
  llvm::Module& output() const { return output_; }

  /// The declaration or definition of a function the module defines.
  llvm::Function* function(uint32_t functionIndex);
  /// The cold helper that raises a trap; takes the context, does not return.
  llvm::Function* trapHelper(TrapCode code);
  /// The personality routine of functions that catch exceptions (libcalls.def).
  llvm::Function* personality();
  /// Marks an access or a memory intrinsic with what it touches, and what not.
  void setAliasScope(llvm::Instruction* access, AliasScope scope) const;
  /// Loads a field of the runtime's structures. `isInvariant`: it never changes once a guest runs.
  llvm::Value* loadField(llvm::IRBuilder<>& builder, llvm::Type* type, llvm::Value* structure,
                         uint64_t offset, bool isInvariant) const;
  /// Calls a builtin with the context in front of `arguments`, of the types of builtins.def.
  llvm::CallInst* callBuiltin(llvm::IRBuilder<>& builder, Builtin builtin, llvm::Value* context,
                              llvm::ArrayRef<llvm::Value*> arguments) const;

private:
  static constexpr size_t kTrapCount = [] {
    size_t count = 0;
#define TRAP(name, text) ++count;
#include "codegen/traps.def"
#undef TRAP
    return count;
  }();

  void createAliasScopes();
  void addFunctionAttributes(llvm::Function* function) const;
  llvm::Function* declareFunction(uint32_t functionIndex);
  void define(uint32_t functionIndex, llvm::GlobalValue::LinkageTypes linkage);
  /// The C function by which the outside calls one that makes tail calls.
  void defineEntry(uint32_t functionIndex);

  llvm::Module& output_;
  const Module& module_;
  const FunctionSymbols& symbols_;
  const CallingConventions& conventions_;
  const LoweringOptions& options_;
  VMContextLayout layout_;
  std::optional<DebugInfo> debugInfo_;
  std::vector<llvm::Function*> functions_;
  std::array<llvm::Function*, kTrapCount> trapHelpers_{};
  llvm::Function* personality_ = nullptr;
  llvm::MDNode* linearMemoryScopes_ = nullptr;
  llvm::MDNode* runtimeScopes_ = nullptr;
};

} // namespace wasmpi
