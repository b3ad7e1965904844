// The walk over a body: opcode by opcode through opcodes.def, and what all lowering methods share.
#include "codegen/function_lowering.h"

#include <llvm/IR/MDBuilder.h>

#include "codegen/lowered_types.h"

namespace wasmpi {

namespace {

/// Passes over code that cannot be reached, up to the `else`, `end` or handler of the frame that
/// became unreachable.
class Skipper {
public:
  template <Opcode op> void visit(const ImmediateOf<op>&) {
    if constexpr (op == Opcode::Block || op == Opcode::Loop || op == Opcode::If ||
                  op == Opcode::Try || op == Opcode::TryTable)
      ++depth_;
    else if constexpr (op == Opcode::End || op == Opcode::Delegate)
      --depth_;
  }
  bool closes(Opcode next) const {
    return depth_ == 0 && (next == Opcode::Else || next == Opcode::End || next == Opcode::Catch ||
                           next == Opcode::CatchAll || next == Opcode::Delegate);
  }

private:
  uint32_t depth_ = 0;
};

} // namespace

FunctionLowering::FunctionLowering(ModuleLowering& module, llvm::Function* function,
                                   uint32_t functionIndex)
    : module_(module), function_(function), type_(module.module().functionType(functionIndex)),
      reader_(module.module().bodies[functionIndex - module.module().importedFunctionCount].bytes,
              module.module().bodies[functionIndex - module.module().importedFunctionCount].offset),
      builder_(module.context()), prologue_(module.context()) {
  const immediates::BlockType bodyType{immediates::BlockType::Form::TypeIndex, kI32,
                                       module.module().functions[functionIndex]};
  frames_.push_back({ControlFrame::Kind::Function, 0, bodyType, nullptr, {}, nullptr, {}});
}

void FunctionLowering::lower() {
  llvm::BasicBlock* entry = newBlock();
  llvm::BasicBlock* body = newBlock();
  startBlock(entry);
  prologue_.SetInsertPoint(builder_.CreateBr(body));
  startBlock(body);
  locals_.decode(reader_, type_);
  while (!frames_.empty())
    lowerInstruction();
}

void FunctionLowering::lowerInstruction() {
  if (!isReachable_)
    skipUnreachable();
  if (llvm::DISubprogram* subprogram = function_->getSubprogram()) {
    const llvm::DebugLoc location = locationOf(reader_.offset(), subprogram);
    builder_.SetCurrentDebugLocation(location);
  }
  switch (decodeOpcode(reader_)) {
#define OP(encoding, feature, name, text, immediate, type, lowering)                               \
  case Opcode::name: {                                                                             \
    [[maybe_unused]] const auto imm = immediates::immediate::decode(reader_);                      \
    lowering;                                                                                      \
    break;                                                                                         \
  }
#include "frontend/opcodes.def"
#undef OP
  }
}

void FunctionLowering::skipUnreachable() {
  Skipper skipper;
  for (;;) {
    ByteReader ahead = reader_;
    const Opcode opcode = decodeOpcode(ahead);
    if (skipper.closes(opcode))
      return;
    visitInstruction(opcode, ahead, skipper);
    reader_ = ahead;
  }
}

llvm::Value* FunctionLowering::popCondition() {
  llvm::Value* value = pop();
  // A comparison's own i1, rather than its extension compared with zero again.
  if (auto* extension = llvm::dyn_cast<llvm::ZExtInst>(value);
      extension != nullptr && extension->getSrcTy()->isIntegerTy(1))
    return extension->getOperand(0);
  return builder_.CreateICmpNE(value, llvm::ConstantInt::get(value->getType(), 0));
}

void FunctionLowering::pushCondition(llvm::Value* isTrue) {
  const auto* lanes = llvm::dyn_cast<llvm::FixedVectorType>(isTrue->getType());
  if (lanes == nullptr) {
    push(builder_.CreateZExt(isTrue, builder_.getInt32Ty()));
    return;
  }
  const unsigned count = lanes->getNumElements();
  push(builder_.CreateSExt(
      isTrue, llvm::FixedVectorType::get(builder_.getIntNTy(128 / count), count)));
}

llvm::Value* FunctionLowering::popIndex() {
  return builder_.CreateZExt(pop(), builder_.getInt64Ty());
}

llvm::Type* FunctionLowering::typeOf(ValueKind kind) const {
  return loweredType(context(), ValueType{kind});
}

llvm::BasicBlock* FunctionLowering::newBlock() const { return llvm::BasicBlock::Create(context()); }

void FunctionLowering::startBlock(llvm::BasicBlock* block) {
  knownLocals_.clear();
  continueInBlock(block);
}

void FunctionLowering::continueInBlock(llvm::BasicBlock* block) {
  block->insertInto(function_);
  builder_.SetInsertPoint(block);
  firstLocalLoad_ = nullptr;
  isReachable_ = true;
}

void FunctionLowering::becomeUnreachable() {
  operands_.truncate(frames_.back().stackHeight);
  isReachable_ = false;
}

void FunctionLowering::trapIf(llvm::Value* condition, TrapCode code) {
  if (auto* known = llvm::dyn_cast<llvm::ConstantInt>(condition);
      known != nullptr && known->isZero())
    return;
  llvm::BasicBlock* trap = newBlock();
  llvm::BasicBlock* next = newBlock();
  builder_.CreateCondBr(condition, trap, next, unlikely());
  continueInBlock(trap);
  emitTrap(code);
  continueInBlock(next);
}

void FunctionLowering::emitTrap(TrapCode code) {
  llvm::Function* helper = module_.trapHelper(code);
  llvm::CallInst* call = builder_.CreateCall(helper, {vmContext()});
  call->setDoesNotReturn();
  call->setDoesNotThrow();
  // Merged, two traps would lose the offset that tells them apart.
  call->addFnAttr(llvm::Attribute::NoMerge);
  builder_.CreateUnreachable();
}

llvm::MDNode* FunctionLowering::unlikely() const {
  return llvm::MDBuilder(context()).createUnlikelyBranchWeights();
}

llvm::Value* FunctionLowering::loadContext(llvm::Type* type, uint64_t offset, bool isInvariant) {
  return module_.loadField(builder_, type, vmContext(), offset, isInvariant);
}

} // namespace wasmpi
