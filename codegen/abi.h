// The layout shared by generated code and the runtime: VMContext and what hangs off it, and the header of a code image.
//
// Free of LLVM. Every offset is asserted here or computed by VMContextLayout; nothing is typed in twice. Any change to
// this file, to builtins.def, libcalls.def or traps.def must raise kAbiVersion: cached images of another version are not used.
//
// Calling convention. Every function that something outside its own module may call (VMContext's imports, FunctionReference)
// has the C calling convention: R code(void* context, parameters...), scalars as themselves, references as uint64_t. `context`
// is the VMContext of a guest function, or the host context of a host function. Several results come back as LLVM's C convention
// returns the literal struct of them; C++ reaches such functions through an entry thunk only. A function that makes tail calls has a
// second address, `tailCode`, for tail calls only: of LLVM's tailcc, see calling_conventions.h. It is null for all others.
#pragma once

#include <cstddef>
#include <cstdint>

#include "frontend/module.h"

namespace wasmpi {

inline constexpr uint32_t kAbiVersion = 4;

enum class TrapCode : uint32_t {
#define TRAP(name, text) name,
#include "codegen/traps.def"
#undef TRAP
};

struct VMContext;

/// What a non-null funcref value points to.
struct FunctionReference {
  const void* code;
  void* context;
  /// Canonical id of the function's type in this process; equal ids, equal types.
  uint32_t typeId;
  uint32_t reserved;
  const void* tailCode;
};
static_assert(offsetof(FunctionReference, context) == 8 && offsetof(FunctionReference, typeId) == 16 &&
              offsetof(FunctionReference, tailCode) == 24 && sizeof(FunctionReference) == 32);

/// The current extent of a linear memory. `base` never changes; `byteSize` only grows, that of a shared memory under the eyes of other
/// threads: the runtime reads and writes it by these functions.
struct MemoryDefinition {
  uint8_t* base;
  uint64_t byteSize;

  uint64_t currentByteSize() const { return __atomic_load_n(&byteSize, __ATOMIC_ACQUIRE); }
  void publishByteSize(uint64_t size) { __atomic_store_n(&byteSize, size, __ATOMIC_SEQ_CST); }
};
static_assert(offsetof(MemoryDefinition, byteSize) == 8);

/// Whether guard pages can stand in for bounds checks: what a 32-bit address plus a 32-bit offset can form is little enough to
/// reserve, and the memory's end is the end of a page of every host.
constexpr bool canBeGuarded(const MemoryType& type) {
  return type.limits.indexType == IndexType::I32 && type.pageByteSizeLog2 == kPageByteSizeLog2;
}

/// The current extent of a table; both change when it grows. An element is a reference value: funcref is the address of a
/// FunctionReference, externref whatever the host stores; 0 is null.
struct TableDefinition {
  uint64_t* elements;
  uint64_t size;
};
static_assert(offsetof(TableDefinition, size) == 8);

/// Room for any value, little-endian from the first byte.
struct alignas(16) GlobalCell {
  uint64_t bits[2];
};

struct TagInstance;

/// A thrown exception, owned by the runtime. A non-null exnref value is the address of one. After this head lie the values it carries,
/// in slots as EntryThunk has them.
struct ExceptionObject {
  /// Whose exception it is: tags are told apart by address.
  const TagInstance* tag;
  /// The runtime's own.
  uint64_t state;
};
static_assert(offsetof(ExceptionObject, tag) == 0 && sizeof(ExceptionObject) == 16);

struct ImportedFunction {
  const void* code;
  void* context;
  const void* tailCode;
};

/// `base` repeats definition->base, so that generated code needs one load.
struct MemorySlot {
  uint8_t* base;
  MemoryDefinition* definition;
};

/// One pointer per row of builtins.def, in its order.
struct BuiltinTable {
#define BUILTIN(name, ...) const void* name;
#include "codegen/builtins.def"
#undef BUILTIN
};

/// The fixed head of what generated code gets as its first argument. The arrays that follow depend on the module: VMContextLayout.
struct VMContext {
  const BuiltinTable* builtins;
  /// The runtime's Instance; opaque to generated code.
  void* instance;
};
static_assert(sizeof(VMContext) == 16 && offsetof(VMContext, builtins) == 0);

/// Byte offsets, from the VMContext, of the arrays that follow its head.
class VMContextLayout {
public:
  explicit VMContextLayout(const Module& module)
      : importedFunctions_(sizeof(VMContext)),
        memories_(importedFunctions_ + sizeof(ImportedFunction) * module.importedFunctionCount),
        tables_(memories_ + sizeof(MemorySlot) * module.memories.size()),
        importedGlobals_(tables_ + sizeof(TableDefinition*) * module.tables.size()),
        tags_(importedGlobals_ + sizeof(GlobalCell*) * module.importedGlobalCount),
        functionReferences_(tags_ + sizeof(TagInstance*) * module.tags.size()),
        typeIds_(functionReferences_ + sizeof(FunctionReference) * module.escapingFunctions.size()),
        definedGlobals_(alignUp(typeIds_ + sizeof(uint32_t) * module.types.size())),
        end_(definedGlobals_ +
             sizeof(GlobalCell) * (module.globals.size() - module.importedGlobalCount)),
        importedGlobalCount_(module.importedGlobalCount) {}

  /// An ImportedFunction.
  uint64_t importedFunction(uint32_t functionIndex) const {
    return importedFunctions_ + sizeof(ImportedFunction) * uint64_t{functionIndex};
  }
  /// A MemorySlot.
  uint64_t memory(uint32_t index) const { return memories_ + sizeof(MemorySlot) * uint64_t{index}; }
  /// A TableDefinition*.
  uint64_t table(uint32_t index) const {
    return tables_ + sizeof(TableDefinition*) * uint64_t{index};
  }
  bool isImportedGlobal(uint32_t index) const { return index < importedGlobalCount_; }
  /// A GlobalCell*, for an imported global.
  uint64_t importedGlobal(uint32_t index) const {
    return importedGlobals_ + sizeof(GlobalCell*) * uint64_t{index};
  }
  /// A GlobalCell, for a global the module defines; `index` counts the imported ones too.
  uint64_t definedGlobal(uint32_t index) const {
    return definedGlobals_ + sizeof(GlobalCell) * uint64_t{index - importedGlobalCount_};
  }
  /// A const TagInstance*.
  uint64_t tag(uint32_t index) const { return tags_ + sizeof(TagInstance*) * uint64_t{index}; }
  /// A FunctionReference, by position in Module::escapingFunctions.
  uint64_t functionReference(uint32_t escapeIndex) const {
    return functionReferences_ + sizeof(FunctionReference) * uint64_t{escapeIndex};
  }
  /// A uint32_t: the canonical id of the module's type.
  uint64_t typeId(uint32_t typeIndex) const {
    return typeIds_ + sizeof(uint32_t) * uint64_t{typeIndex};
  }
  /// Size of the whole, to be allocated with alignment kAlignment.
  uint64_t byteSize() const { return end_; }

  static constexpr uint64_t kAlignment = 64;

private:
  static uint64_t alignUp(uint64_t offset) { return (offset + 15) & ~uint64_t{15}; }

  uint64_t importedFunctions_, memories_, tables_, importedGlobals_, tags_, functionReferences_, typeIds_,
      definedGlobals_, end_;
  uint32_t importedGlobalCount_;
};

/// An entry thunk: reads the parameters from `values` (one 8-byte slot each, little-endian from the first byte; v128 takes two), calls `code`,
/// and writes the results to `values` from its start.
using EntryThunk = void (*)(const void* code, void* context, uint64_t* values);

/// A place where a function was inlined: the call's Wasm offset, and the place its caller was itself inlined at.
struct InlineSite {
  static constexpr uint32_t kNone = UINT32_MAX;
  uint32_t parent;
  uint32_t wasmOffset;
};

/// Where a partition's native code lies and how it maps to the module.
///
/// `lines` is a run of triples, code offsets ascending from `codeBegin`: LEB128 delta of the code offset, signed LEB128 delta of the Wasm
/// offset, LEB128 of (index into the image's inline sites + 1; 0: not inlined). A triple holds for the code from its offset
/// to the next one's. Wasm offsets count from the module's start; 0: no source. The function a Wasm offset belongs to follows from
/// the module's bodies.
struct CodeRange {
  /// All offsets are from the image header's own address.
  int64_t codeBegin;
  int64_t codeEnd;
  int64_t linesBegin;
  uint64_t linesByteSize;
};

/// The one exported symbol of an image, `wasmpi_image`. Offsets are from the header's own address, so that the header needs no
/// relocation.
struct ImageHeader {
  static constexpr char kMagic[8] = {'w', 'a', 's', 'm', 'p', 'i', '\0', '\1'};
  static constexpr char kSymbol[] = "wasmpi_image";

  char magic[8];
  uint32_t abiVersion;
  uint32_t headerByteSize;
  uint8_t keyDigest[32];
  /// int64_t[escapingFunctionCount]: native code of each of Module::escapingFunctions; 0 for an imported one.
  int64_t functions;
  /// int64_t[escapingFunctionCount]: their code for tail calls; 0 where there is none.
  int64_t tailFunctions;
  uint64_t escapingFunctionCount;
  /// int64_t[typeCount]: an EntryThunk for each function type some escaping or imported function has; else 0.
  int64_t entryThunks;
  uint64_t typeCount;
  /// void*[]: a writable slot per row of libcalls.def; the loader fills those that are not null before any code runs.
  int64_t libcallSlots;
  uint64_t libcallCount;
  /// CodeRange[codeRangeCount].
  int64_t codeRanges;
  uint64_t codeRangeCount;
  /// InlineSite[inlineSiteCount].
  int64_t inlineSites;
  uint64_t inlineSiteCount;
};
static_assert(offsetof(ImageHeader, functions) == 48 && sizeof(ImageHeader) == 136);

} // namespace wasmpi
