// The rules of a module outside its bodies (Core 3.4): indices, limits, constant expressions,
// export names.
#include "frontend/validator.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "frontend/limits.h"
#include "frontend/type_registry.h"
#include "frontend/validator_code.h"

namespace wasmpi {

namespace {

class ModuleValidator {
public:
  ModuleValidator(const Module& module, std::span<const uint32_t> typeIds)
      : module_(module), typeIds_(typeIds) {}

  /// Throws FormatError.
  void validate() const {
    checkFunctions();
    checkTables();
    checkMemories();
    checkTags();
    checkGlobals();
    checkExports();
    checkStart();
    checkElements();
    checkData();
  }

private:
  void checkFunctions() const;
  void checkTables() const;
  void checkMemories() const;
  void checkTags() const;
  void checkGlobals() const;
  void checkExports() const;
  void checkExportNames() const;
  void checkStart() const;
  void checkElements() const;
  void checkData() const;
  /// `globalCount`: how many of the globals, from the first, the expression may read.
  void checkConstant(const ConstExpr& expression, ValueType expected, size_t offset,
                     size_t globalCount) const;
  void apply(const ConstInstruction& instruction, size_t globalCount,
             std::vector<ValueType>& stack) const;
  ValueType typeOf(const ConstInstruction& instruction, size_t globalCount) const;
  void checkKnown(ValueType type, const std::string& what) const;
  size_t sizeOf(ExternKind kind) const;
  /// How many globals a segment's expressions may read.
  size_t readableGlobalCount() const {
    return module_.features.contains(Feature::ExtendedConst) ? module_.globals.size()
                                                             : module_.importedGlobalCount;
  }

  const Module& module_;
  std::span<const uint32_t> typeIds_;
};

[[noreturn]] void fail(std::string message, std::optional<size_t> offset = std::nullopt) {
  throw FormatError{Error{std::move(message), offset}};
}

void checkRange(const Limits& limits, const std::string& what) {
  if (limits.maximum && *limits.maximum < limits.minimum)
    fail(fmt::format("size minimum must not be greater than maximum: {} {}", what,
                     toString(limits)));
}

void ModuleValidator::checkFunctions() const {
  for (const Import& entry : module_.imports) {
    const auto* function = std::get_if<FunctionImport>(&entry.type);
    if (function != nullptr && function->typeIndex >= module_.types.size())
      fail(fmt::format("unknown type {}", function->typeIndex), entry.offset);
  }
  for (size_t i = 0; i < module_.bodies.size(); ++i) {
    const uint32_t typeIndex = module_.functions[module_.importedFunctionCount + i];
    if (typeIndex >= module_.types.size())
      fail(fmt::format("unknown type {} of function {}", typeIndex,
                       module_.importedFunctionCount + i),
           module_.bodies[i].offset);
  }
}

void ModuleValidator::checkTables() const {
  if (module_.tables.size() > 1 && !module_.features.contains(Feature::ReferenceTypes))
    refuseFeature(Feature::ReferenceTypes, 0, "several tables");
  for (uint32_t i = 0; i < module_.tables.size(); ++i) {
    const ValueType element = module_.tables[i].element;
    checkKnown(element, fmt::format("table {}", i));
    checkRange(module_.tables[i].limits, fmt::format("table {}", i));
    const auto initializer = module_.tableInitializers.find(i);
    if (initializer != module_.tableInitializers.end())
      checkConstant(initializer->second, element, 0, module_.importedGlobalCount);
    else if (i >= module_.importedTableCount && !element.isDefaultable())
      fail(fmt::format("type mismatch: table {} of {} has no initial value", i, toString(element)));
  }
}

void ModuleValidator::checkMemories() const {
  if (module_.memories.size() > 1 && !module_.features.contains(Feature::MultiMemory))
    refuseFeature(Feature::MultiMemory, 0, "several memories");
  for (const MemoryType& memory : module_.memories) {
    const Limits& limits = memory.limits;
    const bool is64 = limits.indexType == IndexType::I64;
    // All that the index type can address, but for pages of a byte the count has to fit the type, too.
    const uint64_t most = (is64 ? UINT64_MAX : uint64_t{UINT32_MAX}) >> memory.pageByteSizeLog2;
    const uint64_t mostPages = memory.pageByteSizeLog2 == 0 ? most : most + 1;
    if (std::max(limits.minimum, limits.maximum.value_or(0)) > mostPages)
      fail(fmt::format("memory size must be at most {} pages ({}): {}", mostPages,
                       is64 ? "16 EiB" : "4 GiB", toString(memory)));
    if (limits.isShared && !limits.maximum)
      fail(fmt::format("shared memory must have maximum: {}", toString(memory)));
    checkRange(limits, "memory");
  }
}

void ModuleValidator::checkTags() const {
  for (size_t i = 0; i < module_.tags.size(); ++i) {
    if (module_.tags[i] >= module_.types.size())
      fail(fmt::format("unknown type {} of tag {}", module_.tags[i], i));
    const FunctionType& type = module_.types[module_.tags[i]];
    if (!type.results.empty())
      fail(fmt::format("non-empty tag result type: tag {} of type {}", i, toString(type)));
  }
}

void ModuleValidator::checkGlobals() const {
  for (size_t i = 0; i < module_.globals.size(); ++i) {
    const Global& global = module_.globals[i];
    checkKnown(global.type.value, fmt::format("global {}", i));
    const bool seesEarlier = module_.features.contains(Feature::ExtendedConst);
    if (global.initializer)
      checkConstant(*global.initializer, global.type.value, 0,
                    seesEarlier ? i : module_.importedGlobalCount);
  }
}

size_t ModuleValidator::sizeOf(ExternKind kind) const {
  switch (kind) {
  case ExternKind::Function:
    return module_.functions.size();
  case ExternKind::Table:
    return module_.tables.size();
  case ExternKind::Memory:
    return module_.memories.size();
  case ExternKind::Global:
    return module_.globals.size();
  case ExternKind::Tag:
    return module_.tags.size();
  }
  return 0;
}

void ModuleValidator::checkExports() const {
  for (const Export& entry : module_.exports) {
    if (entry.index >= sizeOf(entry.kind))
      fail(fmt::format("unknown {} {} in export \"{}\"", toString(entry.kind), entry.index,
                       printable(entry.name)),
           entry.moduleOffset);
    const bool isMutableGlobal =
        entry.kind == ExternKind::Global && module_.globals[entry.index].type.isMutable;
    if (isMutableGlobal && !module_.features.contains(Feature::MutableGlobal))
      refuseFeature(Feature::MutableGlobal, entry.moduleOffset, "export of a mutable global");
  }
  checkExportNames();
}

void ModuleValidator::checkExportNames() const {
  // Sorted rather than hashed: names are hostile, and a hash table can be made quadratic.
  std::vector<const Export*> sorted;
  sorted.reserve(module_.exports.size());
  for (const Export& entry : module_.exports)
    sorted.push_back(&entry);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Export* left, const Export* right) {
    return left->name < right->name;
  });
  const auto twin =
      std::adjacent_find(sorted.begin(), sorted.end(), [](const Export* left, const Export* right) {
        return left->name == right->name;
      });
  if (twin != sorted.end())
    fail(fmt::format("duplicate export name \"{}\"", printable((*twin)->name)),
         (*(twin + 1))->moduleOffset);
}

void ModuleValidator::checkStart() const {
  if (!module_.start)
    return;
  if (*module_.start >= module_.functions.size())
    fail(fmt::format("unknown function {} as start function", *module_.start));
  const FunctionType& type = module_.functionType(*module_.start);
  if (type != FunctionType{})
    fail(fmt::format("start function must be of type () -> (), not {}", toString(type)));
}

void ModuleValidator::checkElements() const {
  for (const ElementSegment& segment : module_.elements) {
    checkKnown(segment.type, "an element segment");
    if (segment.mode == SegmentMode::Active) {
      if (segment.tableIndex >= module_.tables.size())
        fail(fmt::format("unknown table {}", segment.tableIndex), segment.moduleOffset);
      const ValueType element = module_.tables[segment.tableIndex].element;
      if (!isSubtype(segment.type, element, typeIds_))
        fail(fmt::format("type mismatch: segment of {}, table of {}", toString(segment.type),
                         toString(element)),
             segment.moduleOffset);
      checkConstant(segment.offset, addressTypeOf(module_.tables[segment.tableIndex].limits),
                    segment.moduleOffset, readableGlobalCount());
    }
    segment.items.forEach([&](const ConstExpr& item) {
      checkConstant(item, segment.type, segment.moduleOffset, readableGlobalCount());
    });
  }
}

void ModuleValidator::checkData() const {
  for (const DataSegment& segment : module_.data) {
    if (segment.mode != SegmentMode::Active)
      continue;
    if (segment.memoryIndex >= module_.memories.size())
      fail(fmt::format("unknown memory {}", segment.memoryIndex), segment.moduleOffset);
    checkConstant(segment.offset, addressTypeOf(module_.memories[segment.memoryIndex].limits),
                  segment.moduleOffset, readableGlobalCount());
  }
}

void ModuleValidator::checkKnown(ValueType type, const std::string& what) const {
  if (type.isConcrete() && typeIndexOf(type.heap) >= module_.types.size())
    fail(fmt::format("unknown type {} in the type of {}", typeIndexOf(type.heap), what));
}

void ModuleValidator::checkConstant(const ConstExpr& expression, ValueType expected, size_t offset,
                                    size_t globalCount) const {
  std::vector<ValueType> stack;
  for (const ConstInstruction& instruction : expression.instructions) {
    apply(instruction, globalCount, stack);
    offset = instruction.offset;
  }
  if (stack.size() != 1)
    fail(fmt::format("type mismatch: a constant expression leaves one value, not {}", stack.size()),
         offset);
  if (!isSubtype(stack.back(), expected, typeIds_))
    fail(fmt::format("type mismatch: {} expected, {} found in constant expression",
                     toString(expected), toString(stack.back())),
         offset);
}

void ModuleValidator::apply(const ConstInstruction& instruction, size_t globalCount,
                            std::vector<ValueType>& stack) const {
  const auto operand = operandOfBinary(instruction.opcode);
  if (!operand) {
    stack.push_back(typeOf(instruction, globalCount));
    return;
  }
  const size_t count = stack.size();
  if (count < 2 || stack[count - 1] != *operand || stack[count - 2] != *operand)
    fail(fmt::format("type mismatch: two operands of type {} expected by {}", toString(*operand),
                     textOf(instruction.opcode)),
         instruction.offset);
  stack.pop_back();
}

ValueType ModuleValidator::typeOf(const ConstInstruction& instruction, size_t globalCount) const {
  switch (instruction.opcode) {
  case Opcode::I32Const:
    return kI32;
  case Opcode::I64Const:
    return kI64;
  case Opcode::F32Const:
    return kF32;
  case Opcode::F64Const:
    return kF64;
  case Opcode::V128Const:
    return kV128;
  case Opcode::RefNull: {
    const auto heap = static_cast<HeapType>(static_cast<uint32_t>(instruction.operand));
    const ValueType type = ValueType::reference(heap, true);
    checkKnown(type, "ref.null");
    return type;
  }
  case Opcode::RefFunc:
    if (instruction.operand >= module_.functions.size())
      fail(fmt::format("unknown function {}", instruction.operand), instruction.offset);
    return ValueType::reference(
        concreteHeap(module_.functions[static_cast<uint32_t>(instruction.operand)]), false);
  case Opcode::GlobalGet: {
    if (instruction.operand >= globalCount)
      fail(
          fmt::format("unknown global {}: a constant expression here may read the first {} globals "
                      "only",
                      instruction.operand, globalCount),
          instruction.offset);
    const GlobalType& type = module_.globals[instruction.operand].type;
    if (type.isMutable)
      fail(fmt::format("constant expression required: global {} is mutable", instruction.operand),
           instruction.offset);
    return type.value;
  }
  default:
    fail(fmt::format("constant expression required, found {}", textOf(instruction.opcode)),
         instruction.offset);
  }
}

} // namespace

Expected<void> validateModule(const Module& module) {
  try {
    TypeRegistry registry;
    const std::vector<uint32_t> typeIds = registry.idsOf(module.types);
    ModuleValidator(module, typeIds).validate();
    validateBodies(module, typeIds);
    return {};
  } catch (FormatError& fault) {
    return tl::unexpected<Error>(std::move(fault.error));
  }
}

} // namespace wasmpi
