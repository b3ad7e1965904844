// Makes an Instance out of a loaded module (Core 4.5.4): allocation, then segments and the start function.
#pragma once

#include "frontend/error.h"
#include "runtime/engine.h"
#include "runtime/imports.h"
#include "runtime/instance.h"
#include "runtime/store.h"

namespace wasmpi {

class Instantiation {
public:
  Instantiation(Store& store, const LoadedModule& module) : store_(store), loaded_(module) {}

  tl::expected<Instance*, InstantiationFailure> run(const ImportSources& sources);

private:
  const Module& module() const { return loaded_.module; }
  /// Makes what the module defines and fills in the context. Runs nothing of the guest.
  Expected<void> allocate(ResolvedImports&& imports);
  Expected<void> allocateTables();
  Expected<void> allocateMemories();
  void allocateTags(const std::vector<TagInstance*>& imported);
  void fillFunctions(const std::vector<ImportedFunction>& imported);
  void fillGlobals();
  void evaluateSegments();
  /// Active segments in order; what earlier ones wrote stays if a later one traps.
  Result<void> applySegments();
  Result<void> callStart();
  void fillImportedGlobals(const std::vector<GlobalInstance>& imported);
  /// The value of a constant expression, as it lies in a GlobalCell.
  GlobalCell evaluate(const ConstExpr& expression) const;
  GlobalCell evaluate(const ConstInstruction& instruction) const;

  Store& store_;
  const LoadedModule& loaded_;
  Instance* instance_ = nullptr;
};

} // namespace wasmpi
