// Structured control as basic blocks (Core 4.4.8): what a branch carries becomes phis of its
// target.
//
// Targets are made by the first branch to them, so straight nesting costs nothing.
#include "codegen/function_lowering.h"

#include <numeric>

#include <llvm/IR/Constants.h>
#include <llvm/IR/GlobalVariable.h>

#include "codegen/lowered_types.h"

namespace wasmpi {

namespace {

/// A br_table with more entries goes through a constant table (see lookUpOrdinal).
constexpr size_t kMaxDirectSwitchCases = 2048;

} // namespace

std::span<const ValueType> FunctionLowering::parametersOf(const ControlFrame& frame) const {
  const bool isInlineType = frame.type.form != immediates::BlockType::Form::TypeIndex;
  // The parameters of the function itself are its locals.
  if (isInlineType || frame.kind == ControlFrame::Kind::Function)
    return {};
  return module_.module().types[frame.type.typeIndex].parameters;
}

std::span<const ValueType> FunctionLowering::resultsOf(const ControlFrame& frame) const {
  switch (frame.type.form) {
  case immediates::BlockType::Form::Empty:
    return {};
  case immediates::BlockType::Form::Value:
    return {&frame.type.value, 1};
  case immediates::BlockType::Form::TypeIndex:
    return module_.module().types[frame.type.typeIndex].results;
  }
  return {};
}

std::span<const ValueType> FunctionLowering::carriedTypes(const ControlFrame& frame) const {
  return frame.kind == ControlFrame::Kind::Loop ? parametersOf(frame) : resultsOf(frame);
}

llvm::BasicBlock* FunctionLowering::targetOf(ControlFrame& frame) {
  if (frame.target != nullptr)
    return frame.target;
  frame.target = newBlock();
  for (const ValueType& type : carriedTypes(frame))
    frame.carried.push_back(
        llvm::PHINode::Create(loweredType(context(), type), 2, "", frame.target));
  return frame.target;
}

void FunctionLowering::addEdge(ControlFrame& frame) {
  targetOf(frame);
  const size_t first = operands_.size() - frame.carried.size();
  for (size_t i = 0; i < frame.carried.size(); ++i)
    frame.carried[i]->addIncoming(operands_[first + i], builder_.GetInsertBlock());
}

void FunctionLowering::branchTo(ControlFrame& frame) {
  addEdge(frame);
  builder_.CreateBr(frame.target);
}

void FunctionLowering::pushFrame(ControlFrame::Kind kind, const immediates::BlockType& type) {
  frames_.push_back({kind, operands_.size(), type, nullptr, {}, nullptr, {}});
  frames_.back().stackHeight -= parametersOf(frames_.back()).size();
  frames_.back().handlerFrame = handlerOutside(frames_.size() - 1);
}

void FunctionLowering::unreachable() {
  emitTrap(TrapCode::Unreachable);
  becomeUnreachable();
}

void FunctionLowering::block(const immediates::BlockType& type) {
  pushFrame(ControlFrame::Kind::Block, type);
}

void FunctionLowering::loop(const immediates::BlockType& type) {
  pushFrame(ControlFrame::Kind::Loop, type);
  ControlFrame& frame = frames_.back();
  branchTo(frame);
  startBlock(frame.target);
  operands_.truncate(frame.stackHeight);
  operands_.append(frame.carried.begin(), frame.carried.end());
}

void FunctionLowering::ifThen(const immediates::BlockType& type) {
  llvm::Value* condition = popCondition();
  pushFrame(ControlFrame::Kind::If, type);
  ControlFrame& frame = frames_.back();
  llvm::BasicBlock* thenBlock = newBlock();
  frame.elseBlock = newBlock();
  frame.elseParameters.append(operands_.begin() + frame.stackHeight, operands_.end());
  builder_.CreateCondBr(condition, thenBlock, frame.elseBlock);
  continueInBlock(thenBlock);
}

void FunctionLowering::orElse() {
  ControlFrame& frame = frames_.back();
  if (isReachable_)
    branchTo(frame);
  frame.kind = ControlFrame::Kind::Else;
  startBlock(frame.elseBlock);
  operands_.truncate(frame.stackHeight);
  operands_.append(frame.elseParameters.begin(), frame.elseParameters.end());
}

void FunctionLowering::end() {
  // Without `else`, the parameters are the results.
  if (frames_.back().kind == ControlFrame::Kind::If)
    orElse();
  else if (frames_.back().handler != nullptr)
    finishHandlers();
  closeFrame();
}

void FunctionLowering::closeFrame() {
  ControlFrame& frame = frames_.back();
  const bool isJoin = frame.kind != ControlFrame::Kind::Loop && frame.target != nullptr;
  if (isJoin) {
    if (isReachable_)
      branchTo(frame);
    startBlock(frame.target);
    operands_.truncate(frame.stackHeight);
    operands_.append(frame.carried.begin(), frame.carried.end());
  }
  if (frame.kind == ControlFrame::Kind::Function && isReachable_)
    emitReturn();
  frames_.pop_back();
}

void FunctionLowering::branch(immediates::LabelIndex label) {
  branchTo(frameOf(label.value));
  becomeUnreachable();
}

void FunctionLowering::branchIf(immediates::LabelIndex label) {
  llvm::Value* condition = popCondition();
  branchIf(frameOf(label.value), condition);
}

void FunctionLowering::branchIf(ControlFrame& frame, llvm::Value* condition) {
  addEdge(frame);
  llvm::BasicBlock* next = newBlock();
  builder_.CreateCondBr(condition, frame.target, next);
  continueInBlock(next);
}

/// A block with one edge to the frame's target: however many cases a switch has, its target's phis,
/// those SROA will add included, get one entry.
llvm::BasicBlock* FunctionLowering::edgeBlock(ControlFrame& frame) {
  llvm::BasicBlock* const from = builder_.GetInsertBlock();
  llvm::BasicBlock* edge = newBlock();
  startBlock(edge);
  branchTo(frame);
  builder_.SetInsertPoint(from);
  return edge;
}

void FunctionLowering::branchTable(const immediates::LabelTable& table) {
  llvm::Value* index = pop();
  llvm::SmallVector<llvm::BasicBlock*> edges;
  llvm::SmallVector<uint32_t> ordinals;
  llvm::DenseMap<uint32_t, uint32_t> ordinalOfLabel;
  for (const uint32_t label : table.labels) {
    const auto [known, isNew] = ordinalOfLabel.try_emplace(label, edges.size());
    if (isNew)
      edges.push_back(edgeBlock(frameOf(label)));
    ordinals.push_back(known->second);
  }
  const uint32_t defaultOrdinal = ordinals.pop_back_val();
  if (ordinals.size() > kMaxDirectSwitchCases) {
    index = lookUpOrdinal(ordinals, defaultOrdinal, index);
    ordinals.resize(edges.size());
    std::iota(ordinals.begin(), ordinals.end(), 0);
  }
  llvm::SwitchInst* branch =
      builder_.CreateSwitch(index, edges[defaultOrdinal], static_cast<unsigned>(ordinals.size()));
  for (uint32_t i = 0; i < ordinals.size(); ++i)
    branch->addCase(builder_.getInt32(i), edges[ordinals[i]]);
  becomeUnreachable();
}

/// The ordinal of the label at `index` of a big br_table, by a constant table: what LLVM does with
/// a switch may take cases times phis, so it is given one case a distinct label.
llvm::Value* FunctionLowering::lookUpOrdinal(llvm::ArrayRef<uint32_t> ordinals,
                                             uint32_t defaultOrdinal, llvm::Value* index) {
  llvm::SmallVector<uint32_t> entries(ordinals);
  entries.push_back(defaultOrdinal);
  llvm::Constant* data = llvm::ConstantDataArray::get(context(), entries);
  auto* global = new llvm::GlobalVariable(*function_->getParent(), data->getType(), true,
                                          llvm::GlobalValue::PrivateLinkage, data);
  global->setUnnamedAddr(llvm::GlobalValue::UnnamedAddr::Global);
  llvm::Value* last = builder_.getInt32(static_cast<uint32_t>(ordinals.size()));
  llvm::Value* entry = builder_.CreateSelect(builder_.CreateICmpULT(index, last), index, last);
  llvm::Value* pointer = builder_.CreateGEP(builder_.getInt32Ty(), global,
                                            builder_.CreateZExt(entry, builder_.getInt64Ty()));
  return builder_.CreateLoad(builder_.getInt32Ty(), pointer);
}

void FunctionLowering::returnFromFunction() {
  branchTo(frames_.front());
  becomeUnreachable();
}

void FunctionLowering::emitReturn() {
  const size_t resultCount = type_.results.size();
  if (resultCount == 0) {
    builder_.CreateRetVoid();
    return;
  }
  const bool usesMemory = returnsThroughMemory(type_, function_->getCallingConv());
  if (resultCount == 1) {
    builder_.CreateRet(pop());
    return;
  }
  llvm::Value* results = llvm::PoisonValue::get(loweredResultType(context(), type_.results));
  for (size_t i = resultCount; i-- > 0;)
    results = builder_.CreateInsertValue(results, pop(), static_cast<unsigned>(i));
  if (!usesMemory) {
    builder_.CreateRet(results);
    return;
  }
  llvm::StoreInst* store =
      builder_.CreateStore(results, function_->getArg(function_->arg_size() - 1));
  module_.setAliasScope(store, AliasScope::Runtime);
  builder_.CreateRetVoid();
}

} // namespace wasmpi
