// A parsed module as plain data (Core 2.5). Index spaces hold the imports first, then what the module defines.
//
// Invariant: views (names, bodies, data) point into the bytes given to parseModule, which must outlive the Module.
// A parsed Module has well-formed sections; its bodies and indices are only known to be valid once
// validateModule has accepted it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "frontend/const_expr.h"
#include "frontend/element_items.h"
#include "frontend/features.h"
#include "frontend/types.h"

namespace wasmpi {

/// A function's type is given by index into Module::types.
struct FunctionImport {
  uint32_t typeIndex;
};
/// Likewise a tag's; the parameters are what an exception carries.
struct TagImport {
  uint32_t typeIndex;
};
/// In the order of ExternKind.
using ImportType = std::variant<FunctionImport, TableType, MemoryType, GlobalType, TagImport>;

struct Import {
  std::string_view module;
  std::string_view name;
  ImportType type;
  /// Offset in the module, for messages.
  size_t offset;

  ExternKind kind() const { return static_cast<ExternKind>(type.index()); }
};

struct Export {
  std::string_view name;
  ExternKind kind;
  uint32_t index;
  /// Offset in the module, for messages; likewise below.
  size_t moduleOffset = 0;
};

struct Global {
  GlobalType type;
  /// Absent for an imported global.
  std::optional<ConstExpr> initializer;
};

/// Active segments are copied at instantiation, passive ones by memory.init/table.init; declarative ones only declare references.
enum class SegmentMode : uint8_t { Active, Passive, Declarative };

struct ElementSegment {
  SegmentMode mode;
  uint32_t tableIndex;
  ConstExpr offset;
  ValueType type;
  ElementItems items;
  size_t moduleOffset = 0;
};

struct DataSegment {
  SegmentMode mode;
  uint32_t memoryIndex;
  ConstExpr offset;
  std::span<const uint8_t> bytes;
  size_t moduleOffset = 0;
};

struct FunctionBody {
  /// Local declarations and instructions, without the size in front.
  std::span<const uint8_t> bytes;
  /// Where `bytes` begin in the module.
  size_t offset;
};

struct Module {
  std::span<const uint8_t> bytes;
  /// What it may use; what it does use is checked against this by the parser and the validator.
  FeatureSet features;

  std::vector<FunctionType> types;
  std::vector<Import> imports;
  /// Type index of each function, imported ones first.
  std::vector<uint32_t> functions;
  std::vector<TableType> tables;
  /// By table index, of those that do not begin as null.
  std::map<uint32_t, ConstExpr> tableInitializers;
  std::vector<MemoryType> memories;
  std::vector<Global> globals;
  /// Type index of each tag.
  std::vector<uint32_t> tags;
  std::vector<Export> exports;
  std::optional<uint32_t> start;
  std::vector<ElementSegment> elements;
  std::vector<DataSegment> data;
  /// The count of the data count section, if there is one.
  std::optional<uint32_t> dataCount;
  /// bodies[i] belongs to function importedFunctionCount + i.
  std::vector<FunctionBody> bodies;
  /// Content of the custom section "name", if there is one; see names.h.
  std::span<const uint8_t> nameSection;

  uint32_t importedFunctionCount = 0;
  uint32_t importedTableCount = 0;
  uint32_t importedMemoryCount = 0;
  uint32_t importedGlobalCount = 0;
  uint32_t importedTagCount = 0;

  /// Functions that something other than a direct call may reach, in increasing order: exported, the start function, or named
  /// by an element segment or a global's initializer (the C.refs of Core 3.1.1 plus those). They get a FunctionReference at run time
  /// and the C calling convention in native code.
  std::vector<uint32_t> escapingFunctions;
  /// The start function escapes for being that only; unlike the others it is not declared for ref.func (Core 3.1.1).
  bool onlyStartEscapesIt = false;

  const FunctionType& functionType(uint32_t functionIndex) const {
    return types[functions[functionIndex]];
  }
  const FunctionType& tagType(uint32_t tagIndex) const { return types[tags[tagIndex]]; }
  bool isImportedFunction(uint32_t functionIndex) const {
    return functionIndex < importedFunctionCount;
  }
  /// Position of a function in `escapingFunctions`, if it is there.
  std::optional<uint32_t> escapeIndex(uint32_t functionIndex) const;
  /// Whether ref.func in a body may name the function (in C.refs of Core 3.1.1).
  bool isDeclaredReference(uint32_t functionIndex) const {
    return escapeIndex(functionIndex) && !(onlyStartEscapesIt && functionIndex == *start);
  }
  const Export* findExport(std::string_view name) const;
  /// The memory host functions work on: the one exported as "memory", else the first; nullopt if there is none.
  std::optional<uint32_t> hostMemory() const;
};

} // namespace wasmpi
