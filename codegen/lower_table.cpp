// Tables (Core 4.4.6): single elements in line, everything on ranges through builtins.
#include "codegen/function_lowering.h"

namespace wasmpi {

bool FunctionLowering::isFixedSize(uint32_t table) const {
  // Holds for an imported table too: import matching asks for at least this minimum and at most
  // this maximum.
  const Limits& limits = module_.module().tables[table].limits;
  return limits.maximum == limits.minimum;
}

llvm::Value* FunctionLowering::tableDefinition(uint32_t table) {
  return loadContext(builder_.getPtrTy(), module_.layout().table(table), /*isInvariant=*/true);
}

llvm::Value* FunctionLowering::tableElementCount(uint32_t table) {
  if (isFixedSize(table))
    return builder_.getInt64(module_.module().tables[table].limits.minimum);
  return module_.loadField(builder_, builder_.getInt64Ty(), tableDefinition(table),
                           offsetof(TableDefinition, size), /*isInvariant=*/false);
}

llvm::Value* FunctionLowering::tableElement(uint32_t table, llvm::Value* index,
                                            TrapCode outOfBounds) {
  trapIf(builder_.CreateICmpUGE(index, tableElementCount(table)), outOfBounds);
  llvm::Value* elements =
      module_.loadField(builder_, builder_.getPtrTy(), tableDefinition(table),
                        offsetof(TableDefinition, elements), isFixedSize(table));
  return builder_.CreateInBoundsGEP(builder_.getInt64Ty(), elements, index);
}

void FunctionLowering::tableGet(immediates::TableIndex table) {
  llvm::Value* element = tableElement(table.value, popIndex(), TrapCode::TableOutOfBounds);
  push(module_.loadField(builder_, builder_.getInt64Ty(), element, 0, /*isInvariant=*/false));
}

void FunctionLowering::tableSet(immediates::TableIndex table) {
  llvm::Value* reference = pop();
  llvm::Value* element = tableElement(table.value, popIndex(), TrapCode::TableOutOfBounds);
  module_.setAliasScope(builder_.CreateStore(reference, element), AliasScope::Runtime);
}

void FunctionLowering::tableSize(immediates::TableIndex table) {
  pushIndex(tableElementCount(table.value), module_.module().tables[table.value].limits.indexType);
}

void FunctionLowering::tableGrow(immediates::TableIndex table) {
  llvm::Value* delta = popIndex();
  llvm::Value* reference = pop();
  llvm::Value* oldCount = module_.callBuiltin(builder_, Builtin::tableGrow, vmContext(),
                                              {builder_.getInt32(table.value), reference, delta});
  pushIndex(oldCount, module_.module().tables[table.value].limits.indexType);
}

void FunctionLowering::tableFill(immediates::TableIndex table) {
  llvm::Value* count = popIndex();
  llvm::Value* reference = pop();
  llvm::Value* start = popIndex();
  module_.callBuiltin(builder_, Builtin::tableFill, vmContext(),
                      {builder_.getInt32(table.value), start, reference, count});
}

void FunctionLowering::tableCopy(const immediates::TableCopy& operation) {
  llvm::Value* count = popIndex();
  llvm::Value* source = popIndex();
  llvm::Value* destination = popIndex();
  module_.callBuiltin(builder_, Builtin::tableCopy, vmContext(),
                      {builder_.getInt32(operation.destination),
                       builder_.getInt32(operation.source), destination, source, count});
}

void FunctionLowering::tableInit(const immediates::TableInit& operation) {
  llvm::Value* count = pop();
  llvm::Value* source = pop();
  llvm::Value* destination = popIndex();
  module_.callBuiltin(builder_, Builtin::tableInit, vmContext(),
                      {builder_.getInt32(operation.tableIndex),
                       builder_.getInt32(operation.elementIndex), destination, source, count});
}

void FunctionLowering::elemDrop(immediates::ElementIndex element) {
  module_.callBuiltin(builder_, Builtin::elemDrop, vmContext(), {builder_.getInt32(element.value)});
}

} // namespace wasmpi
