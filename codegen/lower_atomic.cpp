// Atomic instructions (the threads proposal): sequentially consistent operations of LLVM, which
// need natural alignment; an address that has another traps. Waiting and notifying are the
// runtime's.
#include "codegen/function_lowering.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/InlineAsm.h>

namespace wasmpi {

namespace {

constexpr llvm::AtomicOrdering kOrdering = llvm::AtomicOrdering::SequentiallyConsistent;

llvm::AtomicRMWInst::BinOp operationOf(AtomicUpdate update) {
  switch (update) {
  case AtomicUpdate::Add:
    return llvm::AtomicRMWInst::Add;
  case AtomicUpdate::Sub:
    return llvm::AtomicRMWInst::Sub;
  case AtomicUpdate::And:
    return llvm::AtomicRMWInst::And;
  case AtomicUpdate::Or:
    return llvm::AtomicRMWInst::Or;
  case AtomicUpdate::Xor:
    return llvm::AtomicRMWInst::Xor;
  case AtomicUpdate::Xchg:
    break;
  }
  return llvm::AtomicRMWInst::Xchg;
}

llvm::MaybeAlign naturalAlignment(unsigned bitCount) { return llvm::MaybeAlign(bitCount / 8); }

bool isNeutral(AtomicUpdate update, const llvm::Value* operand) {
  const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(operand);
  if (constant == nullptr || update == AtomicUpdate::Xchg)
    return false;
  return update == AtomicUpdate::And ? constant->isMinusOne() : constant->isZero();
}

/// The value, of which the optimiser knows nothing any more.
llvm::Value* hideValue(llvm::IRBuilder<>& builder, llvm::Value* value) {
  auto* type = llvm::FunctionType::get(value->getType(), {value->getType()}, /*isVarArg=*/false);
  return builder.CreateCall(llvm::InlineAsm::get(type, "", "=r,0", /*hasSideEffects=*/false),
                            {value});
}

} // namespace

llvm::Value* FunctionLowering::popAlignedPointer(const immediates::MemArg& access,
                                                 unsigned bitCount) {
  llvm::Value* address = popIndex();
  const uint64_t byteSize = bitCount / 8;
  checkAccess(access, byteSize, address);
  if (byteSize > 1) {
    // Memories begin at a page's begin, so the address alone decides.
    llvm::Value* effective = builder_.CreateAdd(address, builder_.getInt64(access.offset));
    llvm::Value* misalignment = builder_.CreateAnd(effective, builder_.getInt64(byteSize - 1));
    trapIf(builder_.CreateICmpNE(misalignment, builder_.getInt64(0)), TrapCode::UnalignedAtomic);
  }
  return pointerTo(access, address);
}

void FunctionLowering::atomicLoad(const immediates::MemArg& access, ValueKind result,
                                  unsigned bitCount) {
  llvm::Value* pointer = popAlignedPointer(access, bitCount);
  llvm::LoadInst* value =
      builder_.CreateAlignedLoad(builder_.getIntNTy(bitCount), pointer, naturalAlignment(bitCount));
  value->setAtomic(kOrdering);
  module_.setAliasScope(value, AliasScope::LinearMemory);
  push(builder_.CreateZExt(value, typeOf(result)));
}

void FunctionLowering::atomicStore(const immediates::MemArg& access, unsigned bitCount) {
  llvm::Value* value = builder_.CreateTrunc(pop(), builder_.getIntNTy(bitCount));
  llvm::Value* pointer = popAlignedPointer(access, bitCount);
  llvm::StoreInst* store = builder_.CreateAlignedStore(value, pointer, naturalAlignment(bitCount));
  store->setAtomic(kOrdering);
  module_.setAliasScope(store, AliasScope::LinearMemory);
}

void FunctionLowering::atomicUpdate(const immediates::MemArg& access, AtomicUpdate update,
                                    unsigned bitCount) {
  llvm::Value* operand = pop();
  llvm::Value* narrow = builder_.CreateTrunc(operand, builder_.getIntNTy(bitCount));
  // Of an update that changes nothing LLVM leaves a fence, not the access that may trap.
  if (isNeutral(update, narrow))
    narrow = hideValue(builder_, narrow);
  llvm::Value* pointer = popAlignedPointer(access, bitCount);
  llvm::AtomicRMWInst* old = builder_.CreateAtomicRMW(operationOf(update), pointer, narrow,
                                                      naturalAlignment(bitCount), kOrdering);
  module_.setAliasScope(old, AliasScope::LinearMemory);
  push(builder_.CreateZExt(old, operand->getType()));
}

void FunctionLowering::atomicCompareExchange(const immediates::MemArg& access, unsigned bitCount) {
  llvm::Type* type = builder_.getIntNTy(bitCount);
  llvm::Value* replacement = pop();
  llvm::Value* expected = pop();
  llvm::Value* pointer = popAlignedPointer(access, bitCount);
  llvm::AtomicCmpXchgInst* exchange = builder_.CreateAtomicCmpXchg(
      pointer, builder_.CreateTrunc(expected, type), builder_.CreateTrunc(replacement, type),
      naturalAlignment(bitCount), kOrdering, kOrdering);
  module_.setAliasScope(exchange, AliasScope::LinearMemory);
  push(builder_.CreateZExt(builder_.CreateExtractValue(exchange, 0), replacement->getType()));
}

void FunctionLowering::atomicFence() { builder_.CreateFence(kOrdering); }

void FunctionLowering::atomicWait(const immediates::MemArg& access, unsigned bitCount) {
  llvm::Value* timeout = pop();
  llvm::Value* expected = pop();
  llvm::Value* address = popIndex();
  push(module_.callBuiltin(builder_, bitCount == 32 ? Builtin::atomicWait32 : Builtin::atomicWait64,
                           vmContext(),
                           {builder_.getInt32(access.memoryIndex), address,
                            builder_.getInt64(access.offset), expected, timeout}));
}

void FunctionLowering::atomicNotify(const immediates::MemArg& access) {
  llvm::Value* count = pop();
  llvm::Value* address = popIndex();
  push(module_.callBuiltin(
      builder_, Builtin::atomicNotify, vmContext(),
      {builder_.getInt32(access.memoryIndex), address, builder_.getInt64(access.offset), count}));
}

} // namespace wasmpi
