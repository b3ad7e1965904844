// A module brought to life (Core 4.2.5): its VMContext, memories, tables and globals, and the native code it runs.
//
// Instances are made by Engine::instantiate and live until the Engine ends, since references to their functions may be anywhere.
#pragma once

#include <cstdint>
#include <cstdlib>
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
struct Store;
struct TagInstance;

/// A global's cell; the exporting instance owns it. References in types of externs are to canonical ids (TypeRegistry).
struct GlobalInstance {
  GlobalType type;
  GlobalCell* cell;
};
struct FunctionInstance {
  FunctionType type;
  FunctionReference* reference;
};

/// What can be exported and imported.
using Extern = std::variant<FunctionInstance, Table*, LinearMemory*, GlobalInstance, TagInstance*>;

/// A value in and out of guest code: the bit pattern, zero-extended; `highBits` are the upper half of a v128. References are
/// reference values (abi.h); whether one fits a typed reference is looked up where it points to.
struct Value {
  ValueType type;
  uint64_t bits = 0;
  uint64_t highBits = 0;
};

class Instance {
public:
  const Module& module() const { return *module_; }
  VMContext* context() { return context_.get(); }

  std::optional<Extern> findExport(std::string_view name) const;
  /// Module::hostMemory, or an empty one.
  GuestMemory guestMemory() const;
  /// The table exported as "__indirect_function_table", else table 0, else null. Function pointers of C are indices into it.
  const Table* functionTable() const;

  /// Calls an exported or referenced function; the arguments must have its types. Returns its results, or the trap.
  /// May be called from within a hostcall: activations nest.
  Result<std::vector<Value>> call(const FunctionInstance& function, std::span<const Value> arguments);

  /// Name of a function for messages.
  std::string functionName(uint32_t functionIndex) const;

  /// Calls with raw 8-byte slots, as EntryThunk has them: room for all parameters and all results, a v128 being two.
  Result<void> callRaw(const FunctionReference& function, std::span<uint64_t> values);
  /// The id that references of functions of this type have.
  uint32_t typeIdOf(const FunctionType& type);

  // The builtins of generated code work on these.
  LinearMemory& memory(uint32_t index) { return *memories_[index]; }
  Table& table(uint32_t index) { return *tables_[index]; }
  /// memory.init and table.init; false, and nothing written, if either range is out of bounds. A dropped segment is empty.
  bool initMemory(uint32_t memory, uint32_t data, uint64_t destination, uint32_t source,
                  uint32_t byteCount);
  bool initTable(uint32_t table, uint32_t element, uint64_t destination, uint32_t source,
                 uint32_t count);
  void dropData(uint32_t data) { data_[data] = {}; }
  void dropElement(uint32_t element) { elements_[element] = {}; }
  /// A new exception of one of the instance's tags, or null (ExceptionHeap::allocate).
  ExceptionObject* newException(uint32_t tag);

private:
  friend class Instantiation;
  struct ContextDeleter {
    void operator()(VMContext* context) const { std::free(context); }
  };

  Instance(Store& store, const Module& module, const CodeImage& code);
  /// Place of a part of the context that VMContextLayout tells the offset of.
  template <class T> T& at(uint64_t offset) const {
    return *reinterpret_cast<T*>(reinterpret_cast<char*>(context_.get()) + offset);
  }
  /// Of an escaping function.
  FunctionReference* functionReference(uint32_t functionIndex) const;
  GlobalCell* globalCell(uint32_t index) const;
  /// `type` of the module with canonical ids.
  ValueType canonicalType(ValueType type) const;
  /// Calls `visit(word)` for what globals, tables and segments hold that may refer to an exception.
  template <class Visit> void visitExceptions(Visit visit) const;

  Store* store_;
  const Module* module_;
  const CodeImage* code_;
  VMContextLayout layout_;
  std::unique_ptr<VMContext, ContextDeleter> context_;
  std::vector<LinearMemory*> memories_;
  std::vector<Table*> tables_;
  /// Bytes of each data segment, and references of each element segment; empty once dropped.
  std::vector<std::span<const uint8_t>> data_;
  std::vector<std::vector<uint64_t>> elements_;
};

} // namespace wasmpi
