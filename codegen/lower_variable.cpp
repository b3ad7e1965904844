// Constants, select, locals and globals (Core 4.4.1, 4.4.4, 4.4.5).
#include "codegen/function_lowering.h"

#include <llvm/ADT/APFloat.h>
#include <llvm/IR/Constants.h>

#include "codegen/lowered_types.h"

namespace wasmpi {

void FunctionLowering::constant(immediates::F32Literal literal) {
  const llvm::APFloat value(llvm::APFloat::IEEEsingle(), llvm::APInt(32, literal.bits));
  push(llvm::ConstantFP::get(context(), value));
}

void FunctionLowering::constant(immediates::F64Literal literal) {
  const llvm::APFloat value(llvm::APFloat::IEEEdouble(), llvm::APInt(64, literal.bits));
  push(llvm::ConstantFP::get(context(), value));
}

void FunctionLowering::select() {
  llvm::Value* condition = popCondition();
  llvm::Value* otherwise = pop();
  llvm::Value* then = pop();
  // Folded later, it would take an unread load with it that had to trap (dead_loads.h).
  if (const auto* known = llvm::dyn_cast<llvm::ConstantInt>(condition))
    return push(known->isZero() ? otherwise : then);
  push(builder_.CreateSelect(condition, then, otherwise));
}

llvm::AllocaInst* FunctionLowering::localSlot(uint32_t localIndex) {
  llvm::AllocaInst*& slot = localSlots_[localIndex];
  if (slot != nullptr)
    return slot;
  const bool isParameter = localIndex < type_.parameters.size();
  llvm::Type* type = loweredType(context(), locals_.typeOf(localIndex));
  slot = prologue_.CreateAlloca(type);
  // Argument 0 is the context. Other locals begin as zero or null, which has all bits clear.
  llvm::Value* initial = isParameter ? static_cast<llvm::Value*>(function_->getArg(localIndex + 1))
                                     : llvm::Constant::getNullValue(type);
  prologue_.CreateStore(initial, slot);
  return slot;
}

/// Reads a local that nothing before it in this block has touched: at the block's begin, where
/// SROA, which searches blocks for first accesses, finds it without walking all of a long block.
llvm::Value* FunctionLowering::loadLocal(uint32_t localIndex) {
  llvm::AllocaInst* slot = localSlot(localIndex);
  llvm::BasicBlock* block = builder_.GetInsertBlock();
  const llvm::BasicBlock::iterator place = firstLocalLoad_ == nullptr
                                               ? block->getFirstInsertionPt()
                                               : std::next(firstLocalLoad_->getIterator());
  llvm::IRBuilder<> begin(block, place);
  llvm::LoadInst* value = begin.CreateLoad(slot->getAllocatedType(), slot);
  if (firstLocalLoad_ == nullptr)
    firstLocalLoad_ = value;
  return value;
}

void FunctionLowering::localGet(immediates::LocalIndex local) {
  const auto [known, isNew] = knownLocals_.try_emplace(local.value, nullptr);
  if (isNew)
    known->second = loadLocal(local.value);
  push(known->second);
}

void FunctionLowering::localSet(immediates::LocalIndex local) {
  localTee(local);
  drop();
}

void FunctionLowering::localTee(immediates::LocalIndex local) {
  builder_.CreateStore(operands_.back(), localSlot(local.value));
  knownLocals_[local.value] = operands_.back();
}

/// The value of a global that is the same in every instance, else null.
llvm::Constant* FunctionLowering::constantOfGlobal(uint32_t globalIndex) const {
  const Global& global = module_.module().globals[globalIndex];
  const bool isLiteral =
      !global.type.isMutable && global.initializer && global.initializer->instructions.size() == 1;
  if (!isLiteral)
    return nullptr;
  const ConstInstruction& instruction = global.initializer->instructions.front();
  llvm::Type* type = loweredType(context(), global.type.value);
  switch (instruction.opcode) {
  case Opcode::I32Const:
  case Opcode::I64Const:
    return llvm::ConstantInt::get(type, llvm::APInt(type->getIntegerBitWidth(), instruction.operand,
                                                    /*isSigned=*/false, /*implicitTrunc=*/true));
  case Opcode::F32Const:
    return llvm::ConstantFP::get(context(), llvm::APFloat(llvm::APFloat::IEEEsingle(),
                                                          llvm::APInt(32, instruction.operand)));
  case Opcode::F64Const:
    return llvm::ConstantFP::get(context(), llvm::APFloat(llvm::APFloat::IEEEdouble(),
                                                          llvm::APInt(64, instruction.operand)));
  case Opcode::V128Const:
    return vectorConstant(instruction.operand, instruction.highOperand);
  default:
    return nullptr;
  }
}

llvm::Value* FunctionLowering::globalCell(uint32_t globalIndex) {
  const VMContextLayout& layout = module_.layout();
  if (layout.isImportedGlobal(globalIndex))
    return loadContext(builder_.getPtrTy(), layout.importedGlobal(globalIndex),
                       /*isInvariant=*/true);
  return builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), vmContext(),
                                             layout.definedGlobal(globalIndex));
}

void FunctionLowering::globalGet(immediates::GlobalIndex global) {
  if (llvm::Constant* known = constantOfGlobal(global.value)) {
    push(known);
    return;
  }
  const GlobalType& type = module_.module().globals[global.value].type;
  push(module_.loadField(builder_, loweredType(context(), type.value), globalCell(global.value), 0,
                         /*isInvariant=*/!type.isMutable));
}

void FunctionLowering::globalSet(immediates::GlobalIndex global) {
  llvm::Value* value = pop();
  llvm::StoreInst* store = builder_.CreateStore(value, globalCell(global.value));
  module_.setAliasScope(store, AliasScope::Runtime);
}

} // namespace wasmpi
