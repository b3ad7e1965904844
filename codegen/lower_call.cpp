// Calls and references to functions (Core 4.4.2, 4.4.8.8, 4.4.10).
//
// Direct calls within the module pass the context on; an import brings its own; an indirect call
// checks the table's FunctionReference first, or, if the table is static, its type there. A tail
// call leaves this function before the callee runs: what is around it here has no say in it any
// more.
#include "codegen/function_lowering.h"

#include "codegen/call_slots.h"
#include "codegen/lowered_types.h"

namespace wasmpi {

llvm::SmallVector<llvm::Value*> FunctionLowering::popArguments(const FunctionType& type) {
  const size_t first = operands_.size() - type.parameters.size();
  llvm::SmallVector<llvm::Value*> arguments(operands_.begin() + first, operands_.end());
  operands_.truncate(first);
  return arguments;
}

llvm::AllocaInst* FunctionLowering::resultMemory(const FunctionType& type) {
  llvm::Type* const results = loweredResultType(context(), type.results);
  llvm::AllocaInst*& memory = resultMemories_[results];
  if (memory == nullptr)
    memory = prologue_.CreateAlloca(results);
  return memory;
}

void FunctionLowering::emitCall(const FunctionType& type, llvm::Value* code,
                                llvm::Value* calleeContext, llvm::CallingConv::ID convention) {
  llvm::SmallVector<llvm::Value*> arguments{calleeContext};
  arguments.append(popArguments(type));
  const bool usesMemory = returnsThroughMemory(type, convention);
  if (usesMemory)
    arguments.push_back(resultMemory(type));
  llvm::CallBase* call =
      emitCallOrInvoke(loweredFunctionType(context(), type, convention), code, arguments);
  call->setCallingConv(convention);
  if (auto* plain = llvm::dyn_cast<llvm::CallInst>(call);
      plain != nullptr && function_->getCallingConv() == llvm::CallingConv::Tail)
    plain->setTailCallKind(llvm::CallInst::TCK_NoTail);
  if (type.results.size() == 1)
    push(call);
  if (type.results.size() < 2)
    return;
  llvm::Value* results = call;
  if (usesMemory)
    results = module_.loadField(builder_, resultMemory(type)->getAllocatedType(),
                                resultMemory(type), 0, /*isInvariant=*/false);
  for (unsigned i = 0; i < type.results.size(); ++i)
    push(builder_.CreateExtractValue(results, i));
}

void FunctionLowering::call(immediates::FunctionIndex callee) {
  const Module& module = module_.module();
  const llvm::CallingConv::ID convention = module_.conventions().of(callee.value);
  const FunctionType& type = module.functionType(callee.value);
  if (!module.isImportedFunction(callee.value))
    return emitCall(type, module_.function(callee.value), vmContext(), convention);
  const Callee imported = importedCallee(callee.value);
  emitCall(type, imported.code, imported.context, convention);
}

void FunctionLowering::callIndirect(const immediates::CallIndirect& target) {
  const StaticTables* tables = module_.options().staticTables;
  if (const auto* table =
          tables ? tables->forCalls(target.tableIndex, target.typeIndex) : nullptr) {
    llvm::Value* code = popStaticCallee(target, *table);
    return emitCall(module_.module().types[target.typeIndex], code, vmContext(),
                    llvm::CallingConv::C);
  }
  const Callee callee = popTableCallee(target);
  emitCall(module_.module().types[target.typeIndex], callee.code, callee.context,
           llvm::CallingConv::C);
}

void FunctionLowering::callRef(immediates::TypeIndex type) {
  const Callee callee = popReferenceCallee();
  emitCall(module_.module().types[type.value], callee.code, callee.context, llvm::CallingConv::C);
}

FunctionLowering::Callee FunctionLowering::importedCallee(uint32_t functionIndex) {
  const uint64_t slot = module_.layout().importedFunction(functionIndex);
  llvm::Type* const pointer = builder_.getPtrTy();
  return {loadContext(pointer, slot + offsetof(ImportedFunction, code), true),
          loadContext(pointer, slot + offsetof(ImportedFunction, context), true), vmContext(),
          slot + offsetof(ImportedFunction, tailCode)};
}

FunctionLowering::Callee FunctionLowering::popTableCallee(const immediates::CallIndirect& target) {
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
  return calleeOf(reference);
}

llvm::Value* FunctionLowering::popStaticCallee(const immediates::CallIndirect& target,
                                               const StaticTables::Table& table) {
  const CallSlots slots = declareCallSlots(module_.output(), target.tableIndex);
  llvm::Value* index = popIndex();
  trapIf(builder_.CreateICmpUGE(index, builder_.getInt64(table.functions.size())),
         TrapCode::UndefinedElement);

  llvm::Type* idType = builder_.getInt32Ty();
  llvm::Value* actual =
      module_.loadField(builder_, idType, builder_.CreateInBoundsGEP(idType, slots.typeIds, index),
                        0, /*isInvariant=*/true);
  llvm::Value* expected =
      builder_.getInt32(module_.options().staticTables->typeId(target.typeIndex));
  // Null has a type no function has: one compare for both.
  llvm::BasicBlock* mismatch = newBlock();
  llvm::BasicBlock* match = newBlock();
  builder_.CreateCondBr(builder_.CreateICmpNE(actual, expected), mismatch, match, unlikely());
  continueInBlock(mismatch);
  trapIf(builder_.CreateICmpEQ(actual, builder_.getInt32(StaticTables::kNull)),
         TrapCode::UninitializedElement);
  emitTrap(TrapCode::IndirectCallMismatch);
  continueInBlock(match);
  llvm::Type* slotType =
      builder_.getIntNTy(8 * callSlotByteSize(module_.output().getTargetTriple()));
  return builder_.CreateInBoundsGEP(slotType, slots.code, index);
}

FunctionLowering::Callee FunctionLowering::popReferenceCallee() {
  llvm::Value* value = pop();
  trapIf(builder_.CreateICmpEQ(value, builder_.getInt64(0)), TrapCode::NullFunctionReference);
  return calleeOf(builder_.CreateIntToPtr(value, builder_.getPtrTy()));
}

FunctionLowering::Callee FunctionLowering::calleeOf(llvm::Value* reference) {
  llvm::Type* const pointer = builder_.getPtrTy();
  const auto field = [&](uint64_t offset) {
    return module_.loadField(builder_, pointer, reference, offset, /*isInvariant=*/true);
  };
  llvm::Value* code = field(offsetof(FunctionReference, code));
  llvm::Value* calleeContext = field(offsetof(FunctionReference, context));
  return {code, calleeContext, reference, offsetof(FunctionReference, tailCode)};
}

void FunctionLowering::returnCall(immediates::FunctionIndex callee) {
  const Module& module = module_.module();
  const FunctionType& type = module.functionType(callee.value);
  if (module.isImportedFunction(callee.value))
    return returnCall(type, importedCallee(callee.value));
  if (module_.conventions().makesTailCalls(callee.value)) {
    emitTailCall(type, module_.function(callee.value), vmContext(), popArguments(type));
    return becomeUnreachable();
  }
  const size_t handlerFrame = leaveHandlers();
  call(callee);
  frames_.back().handlerFrame = handlerFrame;
  returnFromFunction();
}

void FunctionLowering::returnCallIndirect(const immediates::CallIndirect& target) {
  const Callee callee = popTableCallee(target);
  returnCall(module_.module().types[target.typeIndex], callee);
}

void FunctionLowering::returnCallRef(immediates::TypeIndex type) {
  const Callee callee = popReferenceCallee();
  returnCall(module_.module().types[type.value], callee);
}

/// A callee without code for tail calls makes none itself: the chain ends with it, and this frame
/// may stay below its own.
void FunctionLowering::returnCall(const FunctionType& type, const Callee& callee) {
  llvm::BasicBlock* jump = newBlock();
  llvm::BasicBlock* plain = newBlock();
  llvm::Value* tailCode = module_.loadField(builder_, builder_.getPtrTy(), callee.structure,
                                            callee.tailCodeOffset, /*isInvariant=*/true);
  builder_.CreateCondBr(builder_.CreateIsNotNull(tailCode), jump, plain);
  const llvm::SmallVector<llvm::Value*> arguments = popArguments(type);
  continueInBlock(jump);
  emitTailCall(type, tailCode, callee.context, arguments);
  continueInBlock(plain);
  operands_.append(arguments);
  const size_t handlerFrame = leaveHandlers();
  emitCall(type, callee.code, callee.context, llvm::CallingConv::C);
  frames_.back().handlerFrame = handlerFrame;
  returnFromFunction();
}

void FunctionLowering::emitTailCall(const FunctionType& type, llvm::Value* code,
                                    llvm::Value* calleeContext,
                                    llvm::ArrayRef<llvm::Value*> arguments) {
  constexpr llvm::CallingConv::ID kConvention = llvm::CallingConv::Tail;
  llvm::SmallVector<llvm::Value*> all{calleeContext};
  all.append(arguments.begin(), arguments.end());
  // The callee's results are this function's own.
  if (returnsThroughMemory(type, kConvention))
    all.push_back(function_->getArg(function_->arg_size() - 1));
  llvm::CallInst* call =
      builder_.CreateCall(loweredFunctionType(context(), type, kConvention), code, all);
  call->setCallingConv(kConvention);
  // Of tailcc every `tail` call before a return is a jump. Not `musttail`: LLVM 22 forgets the
  // arguments that go on the stack if the caller's do not.
  call->setTailCallKind(llvm::CallInst::TCK_Tail);
  if (!module_.options().usesExceptions)
    call->setDoesNotThrow();
  if (call->getType()->isVoidTy())
    builder_.CreateRetVoid();
  else
    builder_.CreateRet(call);
}

void FunctionLowering::refNull(immediates::NullType) { push(builder_.getInt64(0)); }

void FunctionLowering::refIsNull() {
  pushCondition(builder_.CreateICmpEQ(pop(), builder_.getInt64(0)));
}

void FunctionLowering::refAsNonNull() {
  trapIf(builder_.CreateICmpEQ(operands_.back(), builder_.getInt64(0)), TrapCode::NullReference);
}

void FunctionLowering::branchOnNull(immediates::LabelIndex label) {
  llvm::Value* reference = pop();
  branchIf(frameOf(label.value), builder_.CreateICmpEQ(reference, builder_.getInt64(0)));
  push(reference);
}

void FunctionLowering::branchOnNonNull(immediates::LabelIndex label) {
  branchIf(frameOf(label.value), builder_.CreateICmpNE(operands_.back(), builder_.getInt64(0)));
  pop();
}

void FunctionLowering::refFunc(immediates::FunctionIndex function) {
  // The validator lets only declared functions through, all of which escape.
  const uint32_t escapeIndex = *module_.module().escapeIndex(function.value);
  llvm::Value* reference = builder_.CreateConstInBoundsGEP1_64(
      builder_.getInt8Ty(), vmContext(), module_.layout().functionReference(escapeIndex));
  push(builder_.CreatePtrToInt(reference, builder_.getInt64Ty()));
}

} // namespace wasmpi
