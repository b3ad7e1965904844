// Calls and references to functions (Core 4.4.2, 4.4.8.8, 4.4.10).
//
// Direct calls within the module pass the context on; an import brings its own; an indirect call
// checks the table's FunctionReference first.
#include "codegen/function_lowering.h"

#include "codegen/lowered_types.h"

namespace wasmpi {

void FunctionLowering::emitCall(const FunctionType& type, llvm::Value* code,
                                llvm::Value* calleeContext, llvm::CallingConv::ID convention) {
  const size_t first = operands_.size() - type.parameters.size();
  llvm::SmallVector<llvm::Value*> arguments{calleeContext};
  arguments.append(operands_.begin() + first, operands_.end());
  operands_.truncate(first);
  llvm::CallInst* call = builder_.CreateCall(loweredFunctionType(context(), type), code, arguments);
  call->setCallingConv(convention);
  call->setDoesNotThrow();
  if (type.results.size() == 1)
    push(call);
  for (unsigned i = 0; type.results.size() > 1 && i < type.results.size(); ++i)
    push(builder_.CreateExtractValue(call, i));
}

void FunctionLowering::call(immediates::FunctionIndex callee) {
  const Module& module = module_.module();
  if (module.isImportedFunction(callee.value))
    return callImport(callee.value);
  emitCall(module.functionType(callee.value), module_.function(callee.value), vmContext(),
           callingConvention(module, callee.value));
}

void FunctionLowering::callImport(uint32_t functionIndex) {
  const uint64_t slot = module_.layout().importedFunction(functionIndex);
  llvm::Value* code =
      loadContext(builder_.getPtrTy(), slot + offsetof(ImportedFunction, code), true);
  llvm::Value* calleeContext =
      loadContext(builder_.getPtrTy(), slot + offsetof(ImportedFunction, context), true);
  emitCall(module_.module().functionType(functionIndex), code, calleeContext,
           callingConvention(module_.module(), functionIndex));
}

void FunctionLowering::callIndirect(const immediates::CallIndirect& target) {
  llvm::Value* index = popIndex();
  llvm::Value* element = tableElement(target.tableIndex, index, TrapCode::UndefinedElement);
  llvm::Value* reference = builder_.CreateLoad(builder_.getPtrTy(), element);
  module_.setAliasScope(llvm::cast<llvm::Instruction>(reference), AliasScope::Runtime);
  trapIf(builder_.CreateIsNull(reference), TrapCode::UninitializedElement);

  // A FunctionReference never changes while anything can name it.
  llvm::Type* idType = builder_.getInt32Ty();
  llvm::Value* actual =
      module_.loadField(builder_, idType, reference, offsetof(FunctionReference, typeId), true);
  llvm::Value* expected = loadContext(idType, module_.layout().typeId(target.typeIndex), true);
  trapIf(builder_.CreateICmpNE(actual, expected), TrapCode::IndirectCallMismatch);

  llvm::Type* pointer = builder_.getPtrTy();
  llvm::Value* code =
      module_.loadField(builder_, pointer, reference, offsetof(FunctionReference, code), true);
  llvm::Value* calleeContext =
      module_.loadField(builder_, pointer, reference, offsetof(FunctionReference, context), true);
  emitCall(module_.module().types[target.typeIndex], code, calleeContext, llvm::CallingConv::C);
}

void FunctionLowering::refNull(immediates::NullType) { push(builder_.getInt64(0)); }

void FunctionLowering::refIsNull() {
  pushCondition(builder_.CreateICmpEQ(pop(), builder_.getInt64(0)));
}

void FunctionLowering::refFunc(immediates::FunctionIndex function) {
  // The validator lets only declared functions through, all of which escape.
  const uint32_t escapeIndex = *module_.module().escapeIndex(function.value);
  llvm::Value* reference = builder_.CreateConstInBoundsGEP1_64(
      builder_.getInt8Ty(), vmContext(), module_.layout().functionReference(escapeIndex));
  push(builder_.CreatePtrToInt(reference, builder_.getInt64Ty()));
}

} // namespace wasmpi
