// The rules of a module outside its bodies (Core 3.4): indices, limits, constant expressions,
// export names.
#include "frontend/validator.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "frontend/limits.h"
#include "frontend/validator_code.h"

namespace wasmpi {

namespace {

class ModuleValidator {
public:
  explicit ModuleValidator(const Module& module) : module_(module) {}

  /// Throws FormatError.
  void validate() const {
    checkFunctions();
    checkTables();
    checkMemories();
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
  void checkGlobals() const;
  void checkExports() const;
  void checkExportNames() const;
  void checkStart() const;
  void checkElements() const;
  void checkData() const;
  void checkConstant(const ConstExpr& expression, ValueType expected, size_t offset) const;
  ValueType typeOf(const ConstInstruction& instruction) const;
  size_t sizeOf(ExternKind kind) const;

  const Module& module_;
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
  for (size_t i = 0; i < module_.tables.size(); ++i)
    checkRange(module_.tables[i].limits, fmt::format("table {}", i));
}

void ModuleValidator::checkMemories() const {
  if (module_.memories.size() > 1)
    fail(fmt::format("unsupported feature: multi-memory ({} memories)", module_.memories.size()));
  for (const MemoryType& memory : module_.memories) {
    const uint64_t largest = std::max(memory.limits.minimum, memory.limits.maximum.value_or(0));
    if (largest > kMaxMemoryPages32)
      fail(fmt::format("memory size must be at most {} pages (4 GiB): {}", kMaxMemoryPages32,
                       toString(memory.limits)));
    checkRange(memory.limits, "memory");
  }
}

void ModuleValidator::checkGlobals() const {
  for (const Global& global : module_.globals)
    if (global.initializer)
      checkConstant(*global.initializer, global.type.value, 0);
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
    if (segment.mode == SegmentMode::Active) {
      if (segment.tableIndex >= module_.tables.size())
        fail(fmt::format("unknown table {}", segment.tableIndex), segment.moduleOffset);
      const ValueType element = module_.tables[segment.tableIndex].element;
      if (element != segment.type)
        fail(fmt::format("type mismatch: segment of {}, table of {}", toString(segment.type),
                         toString(element)),
             segment.moduleOffset);
      checkConstant(segment.offset, kI32, segment.moduleOffset);
    }
    for (const ConstExpr& item : segment.items)
      checkConstant(item, segment.type, segment.moduleOffset);
  }
}

void ModuleValidator::checkData() const {
  for (const DataSegment& segment : module_.data) {
    if (segment.mode != SegmentMode::Active)
      continue;
    if (segment.memoryIndex >= module_.memories.size())
      fail(fmt::format("unknown memory {}", segment.memoryIndex), segment.moduleOffset);
    checkConstant(segment.offset, kI32, segment.moduleOffset);
  }
}

void ModuleValidator::checkConstant(const ConstExpr& expression, ValueType expected,
                                    size_t offset) const {
  // Each of the constant instructions takes nothing and leaves one value.
  std::optional<ValueType> last;
  for (const ConstInstruction& instruction : expression.instructions) {
    last = typeOf(instruction);
    offset = instruction.offset;
  }
  if (expression.instructions.size() != 1)
    fail(fmt::format("type mismatch: a constant expression leaves one value, not {}",
                     expression.instructions.size()),
         offset);
  if (*last != expected)
    fail(fmt::format("type mismatch: {} expected, {} found in constant expression",
                     toString(expected), toString(*last)),
         offset);
}

ValueType ModuleValidator::typeOf(const ConstInstruction& instruction) const {
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
  case Opcode::RefNull:
    return {ValueKind::Reference, true,
            static_cast<HeapType>(static_cast<uint32_t>(instruction.operand))};
  case Opcode::RefFunc:
    if (instruction.operand >= module_.functions.size())
      fail(fmt::format("unknown function {}", instruction.operand), instruction.offset);
    return kFuncRef;
  case Opcode::GlobalGet: {
    // Core 3.4.14 (2.0): only imported globals are in scope.
    if (instruction.operand >= module_.importedGlobalCount)
      fail(fmt::format("unknown global {}: a constant expression may read imported globals only",
                       instruction.operand),
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
    ModuleValidator(module).validate();
    validateBodies(module);
    return {};
  } catch (FormatError& fault) {
    return tl::unexpected<Error>(std::move(fault.error));
  }
}

} // namespace wasmpi
