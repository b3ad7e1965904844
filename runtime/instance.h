// A module brought to life (Core 4.2.5): its VMContext, memories, tables and globals, and the native code it runs.
//
// Instances are made by Engine::instantiate and live until the Engine ends, since references to their functions may be anywhere.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "codegen/abi.h"
#include "frontend/module.h"
#include "runtime/guest_memory.h"
#include "runtime/trap.h"

namespace wasmpi {

class Engine;
class CodeImage;
class LinearMemory;
class Table;
class HostModule;

/// A global's cell; the exporting instance owns it.
struct GlobalInstance {
  GlobalType type;
  GlobalCell* cell;
};
struct FunctionInstance {
  FunctionType type;
  FunctionReference* reference;
};

/// What can be exported and imported.
using Extern = std::variant<FunctionInstance, Table*, LinearMemory*, GlobalInstance>;

/// A value in and out of guest code: the bit pattern, zero-extended. References are reference values (abi.h).
struct Value {
  ValueType type;
  uint64_t bits = 0;
};

class Instance {
public:
  const Module& module() const { return *module_; }
  VMContext* context() { return context_; }

  std::optional<Extern> findExport(std::string_view name) const;
  /// The memory exported as "memory", else memory 0, else an empty one.
  GuestMemory guestMemory() const;
  /// The table exported as "__indirect_function_table", else table 0, else null. Function pointers of C are indices into it.
  Table* functionTable() const;

  /// Calls an exported or referenced function; the arguments must have its types. Returns its results, or the trap.
  /// May be called from within a hostcall: activations nest.
  Result<std::vector<Value>> call(const FunctionInstance& function, std::span<const Value> arguments);

  /// Name of a function for messages.
  std::string functionName(uint32_t functionIndex) const;

  // The builtins of generated code work on these.
  LinearMemory& memory(uint32_t index) { return *memories_[index]; }
  Table& table(uint32_t index) { return *tables_[index]; }

private:
  friend class Engine;
  friend class Instantiation;

  const Module* module_ = nullptr;
  const CodeImage* code_ = nullptr;
  VMContext* context_ = nullptr;
  std::vector<LinearMemory*> memories_;
  std::vector<Table*> tables_;
};

} // namespace wasmpi
