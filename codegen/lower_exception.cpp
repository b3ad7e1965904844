// Throwing and catching (Core 4.4.8, and the legacy form of the exception-handling proposal).
//
// A block with handlers becomes two basic blocks: its landing pad, where the unwinder arrives with
// an exception of whatever tag, and its dispatch, which compares tags, goes to the handlers and
// passes on what none of them takes. What is thrown by the function itself goes to the dispatch by
// a branch. Both are made when something in the block first needs them, so that a block in which
// nothing can throw costs nothing; calls outside of such blocks stay plain calls.
#include "codegen/function_lowering.h"

#include "codegen/lowered_types.h"

namespace wasmpi {

void FunctionLowering::pushHandlerFrame(ControlFrame::Kind kind,
                                        const immediates::BlockType& type) {
  pushFrame(kind, type);
  frames_.back().handlerFrame = frames_.size() - 1;
  frames_.back().handler = std::make_unique<ExceptionHandler>();
}

/// The frame whose handlers see what is thrown at the present place, or null.
FunctionLowering::ControlFrame* FunctionLowering::currentHandlerFrame() {
  const size_t index = frames_.back().handlerFrame;
  return index == ControlFrame::kNoHandler ? nullptr : &frames_[index];
}

/// The same for what passes the handlers of frame `index` or does not concern them.
size_t FunctionLowering::handlerOutside(size_t index) const {
  return index == 0 ? ControlFrame::kNoHandler : frames_[index - 1].handlerFrame;
}

void FunctionLowering::needDispatch(ExceptionHandler& handler) {
  if (handler.dispatch != nullptr)
    return;
  handler.dispatch = newBlock();
  handler.caught = llvm::PHINode::Create(builder_.getInt64Ty(), 2, "", handler.dispatch);
}

llvm::BasicBlock* FunctionLowering::landingPad() {
  ControlFrame* frame = currentHandlerFrame();
  if (frame == nullptr)
    return nullptr;
  ExceptionHandler& handler = *frame->handler;
  if (handler.landing != nullptr)
    return handler.landing;
  needDispatch(handler);
  function_->setPersonalityFn(module_.personality());
  handler.landing = newBlock();
  handler.landing->insertInto(function_);
  llvm::IRBuilder<> builder(handler.landing);
  builder.SetCurrentDebugLocation(builder_.getCurrentDebugLocation());
  llvm::Type* pointer = builder.getPtrTy();
  llvm::LandingPadInst* pad = builder.CreateLandingPad(
      llvm::StructType::get(pointer, builder.getInt32Ty()), /*NumClauses=*/1);
  // Tags are per instance, which the unwinder knows nothing of: everything lands.
  pad->addClause(llvm::ConstantPointerNull::get(builder.getPtrTy()));
  llvm::Value* exception =
      builder.CreatePtrToInt(builder.CreateExtractValue(pad, 0), builder.getInt64Ty());
  builder.CreateBr(handler.dispatch);
  handler.caught->addIncoming(exception, handler.landing);
  return handler.landing;
}

llvm::CallBase* FunctionLowering::emitCallOrInvoke(llvm::FunctionType* type, llvm::Value* code,
                                                   llvm::ArrayRef<llvm::Value*> arguments) {
  if (!module_.options().usesExceptions) {
    llvm::CallInst* call = builder_.CreateCall(type, code, arguments);
    call->setDoesNotThrow();
    return call;
  }
  llvm::BasicBlock* landing = landingPad();
  if (landing == nullptr)
    return builder_.CreateCall(type, code, arguments);
  llvm::BasicBlock* next = newBlock();
  llvm::InvokeInst* invoke = builder_.CreateInvoke(type, code, next, landing, arguments);
  continueInBlock(next);
  return invoke;
}

/// Ends the current block: `exception` goes to the handlers of a frame, or on to the callers.
void FunctionLowering::passTo(size_t handlerFrame, llvm::Value* exception, Builtin toCallers) {
  if (handlerFrame == ControlFrame::kNoHandler) {
    llvm::CallInst* call = module_.callBuiltin(builder_, toCallers, vmContext(), {exception});
    call->removeFnAttr(llvm::Attribute::NoUnwind);
    call->setDoesNotReturn();
    // Merged, two of them would lose the offset that tells them apart.
    call->addFnAttr(llvm::Attribute::NoMerge);
    builder_.CreateUnreachable();
    return;
  }
  ExceptionHandler& handler = *frames_[handlerFrame].handler;
  needDispatch(handler);
  handler.caught->addIncoming(exception, builder_.GetInsertBlock());
  builder_.CreateBr(handler.dispatch);
}

void FunctionLowering::throwHere(llvm::Value* exception) {
  passTo(frames_.back().handlerFrame, exception, Builtin::throwException);
  becomeUnreachable();
}

/// Calls `visit(address, type)` for each value an exception of the tag carries.
template <class Visit>
void FunctionLowering::forEachValue(uint32_t tag, llvm::Value* exception, Visit visit) {
  llvm::Value* object = builder_.CreateIntToPtr(exception, builder_.getPtrTy());
  uint64_t offset = sizeof(ExceptionObject);
  for (const ValueType& type : module_.module().tagType(tag).parameters) {
    visit(builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), object, offset),
          loweredType(context(), type));
    offset += 8 * slotCount(type);
  }
}

void FunctionLowering::throwNew(immediates::TagIndex tag) {
  llvm::Value* exception = module_.callBuiltin(builder_, Builtin::newException, vmContext(),
                                               {builder_.getInt32(tag.value)});
  size_t operand = operands_.size() - module_.module().tagType(tag.value).parameters.size();
  forEachValue(tag.value, exception, [&](llvm::Value* address, llvm::Type*) {
    llvm::StoreInst* store =
        builder_.CreateAlignedStore(operands_[operand++], address, llvm::Align(8));
    module_.setAliasScope(store, AliasScope::Runtime);
  });
  throwHere(exception);
}

void FunctionLowering::throwReference() {
  llvm::Value* exception = pop();
  trapIf(builder_.CreateICmpEQ(exception, builder_.getInt64(0)), TrapCode::NullException);
  throwHere(exception);
}

void FunctionLowering::pushValues(uint32_t tag, llvm::Value* exception) {
  forEachValue(tag, exception, [&](llvm::Value* address, llvm::Type* type) {
    llvm::LoadInst* load = builder_.CreateAlignedLoad(type, address, llvm::Align(8));
    module_.setAliasScope(load, AliasScope::Runtime);
    push(load);
  });
}

/// Goes on in a new block where the exception is of the tag; returns the block for where it is not.
llvm::BasicBlock* FunctionLowering::matchTag(uint32_t tag, llvm::Value* exception) {
  llvm::Value* object = builder_.CreateIntToPtr(exception, builder_.getPtrTy());
  llvm::Value* actual = module_.loadField(builder_, builder_.getPtrTy(), object,
                                          offsetof(ExceptionObject, tag), /*isInvariant=*/false);
  llvm::Value* expected =
      loadContext(builder_.getPtrTy(), module_.layout().tag(tag), /*isInvariant=*/true);
  llvm::BasicBlock* match = newBlock();
  llvm::BasicBlock* other = newBlock();
  builder_.CreateCondBr(builder_.CreateICmpEQ(actual, expected), match, other);
  continueInBlock(match);
  return other;
}

void FunctionLowering::tryTable(const immediates::TryTable& table) {
  pushHandlerFrame(ControlFrame::Kind::TryTable, table.type);
  frames_.back().handler->clauses = table.clauses;
}

/// The branches of a try_table's clauses, in its dispatch. Labels are counted from outside of it.
void FunctionLowering::lowerClauses(ControlFrame& frame) {
  llvm::Value* exception = frame.handler->caught;
  const size_t outer = frames_.size() - 2;
  for (const immediates::CatchClause& clause : frame.handler->clauses) {
    operands_.truncate(frame.stackHeight);
    llvm::BasicBlock* other = clause.hasTag() ? matchTag(clause.tagIndex, exception) : nullptr;
    if (clause.hasTag())
      pushValues(clause.tagIndex, exception);
    if (clause.hasReference())
      push(exception);
    branchTo(frames_[outer - clause.label]);
    if (other == nullptr)
      return;
    continueInBlock(other);
  }
  passTo(handlerOutside(outer + 1), exception, Builtin::resumeException);
}

/// At the end of a block with handlers: what the exceptions of its body come to, if there can be
/// any.
void FunctionLowering::finishHandlers() {
  ControlFrame& frame = frames_.back();
  ExceptionHandler& handler = *frame.handler;
  if (handler.dispatch == nullptr)
    return;
  if (isReachable_)
    branchTo(frame);
  if (frame.kind != ControlFrame::Kind::Catch) {
    startBlock(handler.dispatch);
    lowerClauses(frame);
  } else if (handler.unhandled != nullptr) {
    startBlock(handler.unhandled);
    passTo(frame.handlerFrame, handler.caught, Builtin::resumeException);
  }
  becomeUnreachable();
}

void FunctionLowering::legacyTry(const immediates::BlockType& type) {
  pushHandlerFrame(ControlFrame::Kind::Try, type);
}

/// Ends the part of a `try` before a handler and begins the handler, in the block that its test or
/// body goes to. False if no exception can get there.
bool FunctionLowering::beginHandler() {
  ControlFrame& frame = frames_.back();
  ExceptionHandler& handler = *frame.handler;
  if (isReachable_)
    branchTo(frame);
  llvm::BasicBlock* block = handler.unhandled;
  handler.unhandled = nullptr;
  if (frame.kind == ControlFrame::Kind::Try) {
    block = handler.dispatch;
    frame.kind = ControlFrame::Kind::Catch;
    // Exceptions of handlers are not their own.
    frame.handlerFrame = handlerOutside(frames_.size() - 1);
  }
  operands_.truncate(frame.stackHeight);
  isReachable_ = block != nullptr;
  if (block != nullptr)
    startBlock(block);
  return block != nullptr;
}

void FunctionLowering::legacyCatch(immediates::TagIndex tag) {
  if (!beginHandler())
    return;
  ExceptionHandler& handler = *frames_.back().handler;
  handler.unhandled = matchTag(tag.value, handler.caught);
  pushValues(tag.value, handler.caught);
}

void FunctionLowering::legacyCatchAll() { beginHandler(); }

void FunctionLowering::legacyDelegate(immediates::LabelIndex label) {
  ControlFrame& frame = frames_.back();
  if (frame.handler->dispatch != nullptr) {
    if (isReachable_)
      branchTo(frame);
    startBlock(frame.handler->dispatch);
    // The label is counted from outside of the try.
    passTo(frames_[frames_.size() - 2 - label.value].handlerFrame, frame.handler->caught,
           Builtin::resumeException);
    becomeUnreachable();
  }
  closeFrame();
}

void FunctionLowering::legacyRethrow(immediates::LabelIndex label) {
  throwHere(frameOf(label.value).handler->caught);
}

} // namespace wasmpi
