// Looking things up in an instance, and calling into it.
#include "runtime/instance.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>

#include "runtime/activation.h"
#include "runtime/builtins.h"
#include "runtime/code_image.h"
#include "runtime/linear_memory.h"
#include "runtime/store.h"
#include "runtime/table.h"

namespace wasmpi {

namespace {

size_t slotCount(const std::vector<ValueType>& types) {
  return types.size() + static_cast<size_t>(std::count(types.begin(), types.end(), kV128));
}

/// Whether a value is one of a canonical type.
bool isOfType(const Value& value, ValueType type) {
  if (!type.isReference() || !value.type.isReference())
    return value.type == type;
  if (value.bits == 0)
    return type.isNullable && isSubtype(ValueType::reference(value.type.heap, true),
                                        ValueType::reference(type.heap, true));
  if (!type.isConcrete())
    return isSubtype(ValueType::reference(value.type.heap, false), type);
  // A non-null reference to a function is the address of a FunctionReference (abi.h).
  return isSubtype(value.type, kFuncRef) &&
         reinterpret_cast<const FunctionReference*>(value.bits)->typeId == typeIndexOf(type.heap);
}

} // namespace

Instance::Instance(Store& store, const Module& module, const CodeImage& code)
    : store_(&store), module_(&module), code_(&code), layout_(module) {
  constexpr uint64_t kAlignment = VMContextLayout::kAlignment;
  const uint64_t byteSize = (layout_.byteSize() + kAlignment - 1) & ~(kAlignment - 1);
  void* storage = std::aligned_alloc(kAlignment, byteSize);
  if (storage == nullptr)
    throw std::bad_alloc(); // as any other allocation of host memory
  std::memset(storage, 0, byteSize);
  context_.reset(new (storage) VMContext{&kBuiltinTable, this});
}

std::optional<Extern> Instance::findExport(std::string_view name) const {
  const Export* found = module_->findExport(name);
  if (found == nullptr)
    return std::nullopt;
  switch (found->kind) {
  case ExternKind::Function:
  {
    FunctionReference* const reference = functionReference(found->index);
    return FunctionInstance{store_->types.typeOf(reference->typeId), reference};
  }
  case ExternKind::Table:
    return tables_[found->index];
  case ExternKind::Memory:
    return memories_[found->index];
  case ExternKind::Global:
  {
    const GlobalType& type = module_->globals[found->index].type;
    return GlobalInstance{{canonicalType(type.value), type.isMutable}, globalCell(found->index)};
  }
  case ExternKind::Tag:
    return at<TagInstance*>(layout_.tag(found->index));
  }
  return std::nullopt;
}

FunctionReference* Instance::functionReference(uint32_t functionIndex) const {
  const auto escapeIndex = module_->escapeIndex(functionIndex);
  assert(escapeIndex && "only escaping functions are referenced");
  return &at<FunctionReference>(layout_.functionReference(*escapeIndex));
}

GlobalCell* Instance::globalCell(uint32_t index) const {
  if (layout_.isImportedGlobal(index))
    return at<GlobalCell*>(layout_.importedGlobal(index));
  return &at<GlobalCell>(layout_.definedGlobal(index));
}

ValueType Instance::canonicalType(ValueType type) const {
  if (type.isConcrete())
    type.heap = concreteHeap(at<uint32_t>(layout_.typeId(typeIndexOf(type.heap))));
  return type;
}

template <class Visit> void Instance::visitExceptions(Visit visit) const {
  const auto isException = [](const ValueType& type) {
    return type.isReference() && (type.heap == HeapType::Exn || type.heap == HeapType::NoExn);
  };
  for (uint32_t index = 0; index < module_->globals.size(); ++index)
    // An instantiation that failed early has left no imported ones.
    if (const GlobalCell* cell = globalCell(index);
        cell != nullptr && isException(module_->globals[index].type.value))
      visit(cell->bits[0]);
  for (Table* table : tables_)
    if (isException(table->type().element))
      for (uint64_t index = 0; index < table->size(); ++index)
        visit(*table->get(index));
  for (size_t index = 0; index < elements_.size(); ++index)
    if (isException(module_->elements[index].type))
      for (const uint64_t reference : elements_[index])
        visit(reference);
}

ExceptionObject* Instance::newException(uint32_t tag) {
  const auto roots = [&](const std::function<void(uint64_t)>& visit) {
    for (const auto& instance : store_->instances)
      instance->visitExceptions(visit);
  };
  return store_->exceptions.allocate(*at<const TagInstance*>(layout_.tag(tag)),
                                     threadState().innermost, roots);
}

GuestMemory Instance::guestMemory() const {
  const auto index = module_->hostMemory();
  return index ? GuestMemory(memories_[*index]->definition()) : GuestMemory();
}

const Table* Instance::functionTable() const {
  if (const auto found = findExport("__indirect_function_table"))
    if (const auto* table = std::get_if<Table*>(&*found))
      return *table;
  return tables_.empty() ? nullptr : tables_.front();
}

std::string Instance::functionName(uint32_t functionIndex) const {
  return code_->functionName(functionIndex);
}

uint32_t Instance::typeIdOf(const FunctionType& type) { return store_->types.idOf(type); }

Result<void> Instance::callRaw(const FunctionReference& function, std::span<uint64_t> values) {
  // Every function that can be referenced is exported, named by a segment, or imported somewhere; its module has the thunk.
  const EntryThunk thunk = store_->entryThunks[function.typeId];
  assert(thunk != nullptr);
  return enterGuest(store_->regions, thunk, function.code, function.context, values.data());
}

Result<std::vector<Value>> Instance::call(const FunctionInstance& function,
                                          std::span<const Value> arguments) {
  const auto& [parameters, results] = function.type;
  const bool isTyped = std::equal(arguments.begin(), arguments.end(), parameters.begin(),
                                  parameters.end(), isOfType);
  if (!isTyped)
    return trapHostCall("a function of type " + toString(function.type) +
                        " was called with other arguments");
  std::vector<uint64_t> slots;
  for (const Value& value : arguments) {
    slots.push_back(value.bits);
    if (value.type == kV128)
      slots.push_back(value.highBits);
  }
  slots.resize(std::max(slots.size(), slotCount(results)));
  if (auto done = callRaw(*function.reference, slots); !done)
    return tl::unexpected(std::move(done.error()));
  std::vector<Value> values;
  size_t slot = 0;
  for (const ValueType& type : results) {
    Value& value = values.emplace_back(Value{type, slots[slot++]});
    // A thunk writes as many bytes as the type has.
    if (type == kI32 || type == kF32)
      value.bits &= UINT32_MAX;
    if (type == kV128)
      value.highBits = slots[slot++];
    if (type.isReference() && type.heap == HeapType::Exn)
      store_->exceptions.pin(value.bits);
  }
  return values;
}

} // namespace wasmpi
