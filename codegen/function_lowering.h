// One function body as LLVM IR. Each row of frontend/opcodes.def names, in its last column, a call
// of a method here.
//
// Invariants: the body is valid. Code that cannot be reached is passed over, so every control frame
// on the stack was entered with its operands present. The walk is iterative and linear in the size
// of the body. Locals live in allocas, created on first use, which SROA turns into values.
// Execution semantics: Core 4.4.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/IRBuilder.h>

#include "codegen/module_lowering.h"
#include "frontend/byte_reader.h"
#include "frontend/immediates.h"
#include "frontend/local_types.h"
#include "frontend/opcodes.h"

namespace wasmpi {

/// The words of the lowering column.
enum class Signedness : uint8_t { Signed, Unsigned };
enum class IntegerOrder : uint8_t { Eq, Ne, LtS, LtU, GtS, GtU, LeS, LeU, GeS, GeU };
enum class FloatOrder : uint8_t { Eq, Ne, Lt, Gt, Le, Ge };
enum class FloatUnary : uint8_t { Abs, Neg, Ceil, Floor, Trunc, Nearest, Sqrt };
enum class AtomicUpdate : uint8_t { Add, Sub, And, Or, Xor, Xchg };
enum class FloatBinary : uint8_t { Add, Sub, Mul, Div, Min, Max, Copysign };
enum class VectorShape : uint8_t { I8x16, I16x8, I32x4, I64x2, F32x4, F64x2 };
enum class VectorHalf : uint8_t { Low, High };

class FunctionLowering {
public:
  using enum Signedness;
  using enum ValueKind;
  using enum VectorShape;
  using enum VectorHalf;

  /// `function` is an empty declaration of the lowered type; its subprogram, if it has one, is used
  /// for debug locations.
  FunctionLowering(ModuleLowering& module, llvm::Function* function, uint32_t functionIndex);

  void lower();

private:
  using Self = FunctionLowering;

  /// Where the exceptions of a block's body go. All blocks are made when they are needed.
  struct ExceptionHandler {
    /// Unwind destination of calls; goes on to `dispatch`.
    llvm::BasicBlock* landing = nullptr;
    /// Looks at the exception, `caught`, and chooses the handler. Inserted at the end of the body.
    llvm::BasicBlock* dispatch = nullptr;
    llvm::PHINode* caught = nullptr;
    /// Of try_table.
    std::vector<immediates::CatchClause> clauses;
    /// Of the legacy `try`: where what no `catch` so far has taken goes on.
    llvm::BasicBlock* unhandled = nullptr;
  };

  /// A structured instruction that is being lowered.
  struct ControlFrame {
    /// Try: the body of a legacy one; Catch: its handlers.
    enum class Kind : uint8_t { Function, Block, Loop, If, Else, TryTable, Try, Catch };
    static constexpr size_t kNoHandler = SIZE_MAX;
    Kind kind;
    /// Height of the operand stack below the frame's parameters.
    size_t stackHeight;
    immediates::BlockType type;
    /// Where a branch to this label goes: the header of a loop, else the block after `end`, created
    /// with the first branch.
    llvm::BasicBlock* target = nullptr;
    /// What a branch carries, in `target`.
    llvm::SmallVector<llvm::PHINode*, 1> carried;
    /// If: begins where the condition is false, with these parameters.
    llvm::BasicBlock* elseBlock = nullptr;
    llvm::SmallVector<llvm::Value*, 1> elseParameters;
    /// The frame, this one or one around it, whose handlers see what is thrown here.
    size_t handlerFrame = kNoHandler;
    /// TryTable, Try, Catch.
    std::unique_ptr<ExceptionHandler> handler = nullptr;
  };

  // function_lowering.cpp
  void lowerInstruction();
  void skipUnreachable();
  void push(llvm::Value* value) { operands_.push_back(value); }
  llvm::Value* pop() { return operands_.pop_back_val(); }
  /// Pops an i32 as a truth value.
  llvm::Value* popCondition();
  /// Pushes 0 or 1; of lanes of truth values, lanes without or of ones only.
  void pushCondition(llvm::Value* isTrue);
  /// Pops an operand of an index type, zero-extended to 64 bits.
  llvm::Value* popIndex();
  llvm::Type* typeOf(ValueKind kind) const;
  llvm::LLVMContext& context() const { return module_.context(); }
  llvm::Value* vmContext() const { return function_->getArg(0); }
  llvm::BasicBlock* newBlock() const;
  /// Inserts `block` after what has been lowered and goes on there.
  void startBlock(llvm::BasicBlock* block);
  /// The same for a block whose only predecessor is the current one: what is known of locals stays
  /// known.
  void continueInBlock(llvm::BasicBlock* block);
  /// Ends the current block; what follows up to the next `else` or `end` of this frame cannot be
  /// reached.
  void becomeUnreachable();
  /// Stops the guest if `condition` holds; goes on in a new block.
  void trapIf(llvm::Value* condition, TrapCode code);
  /// Ends the current block with a trap.
  void emitTrap(TrapCode code);
  llvm::MDNode* unlikely() const;
  /// Loads a field of the VMContext.
  llvm::Value* loadContext(llvm::Type* type, uint64_t offset, bool isInvariant);

  // lower_control.cpp
  void unreachable();
  void nop() {}
  void block(const immediates::BlockType& type);
  void loop(const immediates::BlockType& type);
  void ifThen(const immediates::BlockType& type);
  void orElse();
  void end();
  /// Goes on behind the innermost block.
  void closeFrame();
  void branch(immediates::LabelIndex label);
  void branchIf(immediates::LabelIndex label);
  /// A branch that takes the operands on top of the stack along.
  void branchIf(ControlFrame& frame, llvm::Value* condition);
  void branchTable(const immediates::LabelTable& table);
  void returnFromFunction();
  void pushFrame(ControlFrame::Kind kind, const immediates::BlockType& type);
  ControlFrame& frameOf(uint32_t label) { return frames_[frames_.size() - 1 - label]; }
  /// Views into the frame or the module.
  std::span<const ValueType> parametersOf(const ControlFrame& frame) const;
  std::span<const ValueType> resultsOf(const ControlFrame& frame) const;
  std::span<const ValueType> carriedTypes(const ControlFrame& frame) const;
  /// The block a branch to `frame` goes to; creates it if this is the first one.
  llvm::BasicBlock* targetOf(ControlFrame& frame);
  /// Adds the edge from the current block to the frame's target, with the operands on top of the
  /// stack.
  void addEdge(ControlFrame& frame);
  void branchTo(ControlFrame& frame);
  llvm::BasicBlock* edgeBlock(ControlFrame& frame);
  llvm::Value* lookUpOrdinal(llvm::ArrayRef<uint32_t> ordinals, uint32_t defaultOrdinal,
                             llvm::Value* index);
  void emitReturn();

  // lower_call.cpp
  void call(immediates::FunctionIndex callee);
  void callIndirect(const immediates::CallIndirect& target);
  void callRef(immediates::TypeIndex type);
  void returnCall(immediates::FunctionIndex callee);
  void returnCallIndirect(const immediates::CallIndirect& target);
  void returnCallRef(immediates::TypeIndex type);
  void refNull(immediates::NullType type);
  void refIsNull();
  void refFunc(immediates::FunctionIndex function);
  void refAsNonNull();
  void branchOnNull(immediates::LabelIndex label);
  void branchOnNonNull(immediates::LabelIndex label);
  /// A function known at run time only, and where its code for tail calls is noted.
  struct Callee {
    llvm::Value* code;
    llvm::Value* context;
    llvm::Value* structure;
    uint64_t tailCodeOffset;
  };
  Callee importedCallee(uint32_t functionIndex);
  /// Pops an index; traps unless the table has a function of the type there.
  Callee popTableCallee(const immediates::CallIndirect& target);
  /// Likewise for a static table; only the code, since the context is this function's own.
  llvm::Value* popStaticCallee(const immediates::CallIndirect& target,
                               const StaticTables::Table& table);
  /// Pops a reference; traps if it is null.
  Callee popReferenceCallee();
  Callee calleeOf(llvm::Value* reference);
  void returnCall(const FunctionType& type, const Callee& callee);
  /// Ends the current block with a jump to a function of the tail convention.
  void emitTailCall(const FunctionType& type, llvm::Value* code, llvm::Value* calleeContext,
                    llvm::ArrayRef<llvm::Value*> arguments);
  llvm::SmallVector<llvm::Value*> popArguments(const FunctionType& type);
  llvm::AllocaInst* resultMemory(const FunctionType& type);
  void emitCall(const FunctionType& type, llvm::Value* code, llvm::Value* calleeContext,
                llvm::CallingConv::ID convention);

  // lower_exception.cpp
  void throwNew(immediates::TagIndex tag);
  void throwReference();
  void tryTable(const immediates::TryTable& table);
  void legacyTry(const immediates::BlockType& type);
  void legacyCatch(immediates::TagIndex tag);
  void legacyCatchAll();
  void legacyDelegate(immediates::LabelIndex label);
  void legacyRethrow(immediates::LabelIndex label);
  /// A call that exceptions may come out of; goes on behind it. The calling convention is to be set.
  llvm::CallBase* emitCallOrInvoke(llvm::FunctionType* type, llvm::Value* code,
                                   llvm::ArrayRef<llvm::Value*> arguments);
  void pushHandlerFrame(ControlFrame::Kind kind, const immediates::BlockType& type);
  ControlFrame* currentHandlerFrame();
  size_t handlerOutside(size_t index) const;
  /// For a call in place of this function: no handler of it sees what comes out of the callee. Returns
  /// the innermost frame's handlerFrame, which is to be put back.
  size_t leaveHandlers() {
    return std::exchange(frames_.back().handlerFrame, ControlFrame::kNoHandler);
  }
  void needDispatch(ExceptionHandler& handler);
  /// The unwind destination of calls at the present place, or null: to the callers.
  llvm::BasicBlock* landingPad();
  void passTo(size_t handlerFrame, llvm::Value* exception, Builtin toCallers);
  void throwHere(llvm::Value* exception);
  template <class Visit>
  void forEachValue(uint32_t tag, llvm::Value* exception, Visit visit);
  void pushValues(uint32_t tag, llvm::Value* exception);
  llvm::BasicBlock* matchTag(uint32_t tag, llvm::Value* exception);
  void lowerClauses(ControlFrame& frame);
  void finishHandlers();
  bool beginHandler();

  // lower_variable.cpp
  void constant(immediates::I32Literal literal) { push(builder_.getInt32(literal.value)); }
  void constant(immediates::I64Literal literal) { push(builder_.getInt64(literal.value)); }
  void constant(immediates::F32Literal literal);
  void constant(immediates::F64Literal literal);
  void drop() { pop(); }
  void select();
  void localGet(immediates::LocalIndex local);
  void localSet(immediates::LocalIndex local);
  void localTee(immediates::LocalIndex local);
  void globalGet(immediates::GlobalIndex global);
  void globalSet(immediates::GlobalIndex global);
  llvm::AllocaInst* localSlot(uint32_t localIndex);
  llvm::Value* loadLocal(uint32_t localIndex);
  llvm::Constant* constantOfGlobal(uint32_t globalIndex) const;
  llvm::Value* globalCell(uint32_t globalIndex);

  // lower_memory.cpp
  void load(const immediates::MemArg& access, ValueKind result, unsigned bitCount, Signedness sign);
  void store(const immediates::MemArg& access, unsigned bitCount);
  void memorySize(immediates::MemoryIndex memory);
  void memoryGrow(immediates::MemoryIndex memory);
  void memoryInit(const immediates::MemoryInit& operation);
  void dataDrop(immediates::DataIndex data);
  void memoryCopy(const immediates::MemoryCopy& operation);
  void memoryFill(immediates::MemoryIndex memory);
  llvm::Value* memoryBase(uint32_t memory);
  llvm::Value* memoryByteSize(uint32_t memory);
  const MemoryType& memoryType(uint32_t memory) const;
  /// Traps if `byteSize` bytes at `address` are out of bounds, unless the guard pages do it.
  void checkAccess(const immediates::MemArg& access, uint64_t byteSize, llvm::Value* address);
  /// The host's pointer to an address and the static offset.
  llvm::Value* pointerTo(const immediates::MemArg& access, llvm::Value* address);
  /// Pops an address; the pointer to `byteSize` bytes there, checked.
  llvm::Value* popPointer(const immediates::MemArg& access, uint64_t byteSize);
  void pushIndex(llvm::Value* value64, IndexType type);

  // lower_atomic.cpp
  /// As popPointer; also traps unless the access is aligned to its size.
  llvm::Value* popAlignedPointer(const immediates::MemArg& access, unsigned bitCount);
  void atomicLoad(const immediates::MemArg& access, ValueKind result, unsigned bitCount);
  void atomicStore(const immediates::MemArg& access, unsigned bitCount);
  void atomicUpdate(const immediates::MemArg& access, AtomicUpdate update, unsigned bitCount);
  void atomicCompareExchange(const immediates::MemArg& access, unsigned bitCount);
  void atomicFence();
  void atomicWait(const immediates::MemArg& access, unsigned bitCount);
  void atomicNotify(const immediates::MemArg& access);

  // lower_table.cpp
  void tableGet(immediates::TableIndex table);
  void tableSet(immediates::TableIndex table);
  void tableInit(const immediates::TableInit& operation);
  void elemDrop(immediates::ElementIndex element);
  void tableCopy(const immediates::TableCopy& operation);
  void tableGrow(immediates::TableIndex table);
  void tableSize(immediates::TableIndex table);
  void tableFill(immediates::TableIndex table);
  /// A table of fixed size never moves.
  bool isFixedSize(uint32_t table) const;
  llvm::Value* tableDefinition(uint32_t table);
  llvm::Value* tableElementCount(uint32_t table);
  /// Where element `index` (64 bits) lies; traps with `outOfBounds` if there is none.
  llvm::Value* tableElement(uint32_t table, llvm::Value* index, TrapCode outOfBounds);

  // lower_numeric.cpp
  void isZero();
  void compareInteger(IntegerOrder order);
  void compareFloat(FloatOrder order);
  void countLeadingZeros();
  void countTrailingZeros();
  void populationCount();
  void add();
  void subtract();
  void multiply();
  void divide(Signedness sign);
  void remainder(Signedness sign);
  void bitAnd();
  void bitOr();
  void bitXor();
  void shiftLeft();
  void shiftRight(Signedness sign);
  void rotateLeft();
  void rotateRight();
  void floatUnary(FloatUnary operation);
  void floatBinary(FloatBinary operation);
  /// Pops a shift count modulo the width of the operand below it (Core 4.3.2, ishl and others).
  llvm::Value* popShiftCount();
  llvm::Value* minimumOrMaximum(FloatBinary operation, llvm::Value* left, llvm::Value* right);
  llvm::Value* sum(llvm::Value* left, llvm::Value* right);
  llvm::Value* fusedMultiplyAdd(llvm::Value* left, llvm::Value* right, llvm::Value* addend);
  llvm::Value* hideConstant(llvm::Value* constant);
  llvm::Value* hideIf(bool (*isNeutral)(const llvm::APFloat&), llvm::Value* operand);

  // lower_wide.cpp
  /// Pops two i64, the high half first, as one value of 128 bits.
  llvm::Value* popWide();
  void pushWide(llvm::Value* value);
  void add128();
  void subtract128();
  void multiplyWide(Signedness sign);

  // lower_convert.cpp
  void wrap();
  void extend(Signedness sign);
  void signExtend(unsigned bitCount);
  void truncate(ValueKind result, Signedness sign);
  void truncateSaturating(ValueKind result, Signedness sign);
  void convertInteger(ValueKind result, Signedness sign);
  void promote();
  void demote();
  void reinterpret(ValueKind result);

  // lower_simd.cpp
  llvm::FixedVectorType* lanesOf(VectorShape shape) const;
  llvm::Value* castVector(llvm::Value* vector, llvm::Type* type);
  /// A v128 as lanes, and back on the stack as a v128.
  llvm::Value* asLanes(llvm::Value* vector, VectorShape shape);
  llvm::Value* popLanes(VectorShape shape);
  void pushLanes(llvm::Value* lanes);
  void takeLanes(VectorShape shape, unsigned operandCount);
  /// An operation on one or two numbers, done on every lane.
  template <class... Parameters, class... Arguments>
  void unary(VectorShape shape, void (Self::*operation)(Parameters...), Arguments... arguments) {
    takeLanes(shape, 1);
    (this->*operation)(arguments...);
    pushLanes(pop());
  }
  template <class... Parameters, class... Arguments>
  void binary(VectorShape shape, void (Self::*operation)(Parameters...), Arguments... arguments) {
    takeLanes(shape, 2);
    (this->*operation)(arguments...);
    pushLanes(pop());
  }
  /// The same where the right operand is an i32, a shift count for all lanes.
  template <class... Parameters, class... Arguments>
  void shift(VectorShape shape, void (Self::*operation)(Parameters...), Arguments... arguments) {
    spreadShiftCount(shape);
    binary(shape, operation, arguments...);
  }
  void spreadShiftCount(VectorShape shape);
  void splat(VectorShape shape);
  template <class Lane> void extractLane(Lane immediate, VectorShape shape, Signedness sign) {
    extractLaneAt(immediate.lane, shape, sign);
  }
  template <class Lane> void replaceLane(Lane immediate, VectorShape shape) {
    replaceLaneAt(immediate.lane, shape);
  }
  void extractLaneAt(uint8_t lane, VectorShape shape, Signedness sign);
  void replaceLaneAt(uint8_t lane, VectorShape shape);
  llvm::Constant* vectorConstant(uint64_t low, uint64_t high) const;
  void constant(immediates::V128Literal literal);
  void shuffle(const immediates::ShuffleLanes& shuffle);
  void swizzle();
  llvm::Value* swizzleBytes(llvm::Value* bytes, llvm::Value* indices);
  void bitNot();
  void bitAndNot();
  void bitSelect();
  void anyTrue();
  void allTrue(VectorShape shape);
  void bitmask(VectorShape shape);
  void negate();
  void absolute();
  void binaryIntrinsic(unsigned id);
  void minimum(Signedness sign);
  void maximum(Signedness sign);
  void addSaturating(Signedness sign);
  void subtractSaturating(Signedness sign);
  void averageRounding();
  llvm::Value* widen(llvm::Value* lanes, llvm::Type* type, Signedness sign);
  /// Pops lanes half as wide as those of `shape`; one half of them, extended.
  llvm::Value* popHalf(VectorShape shape, VectorHalf half, Signedness sign);
  void extendHalf(VectorShape shape, VectorHalf half, Signedness sign);
  void multiplyHalves(VectorShape shape, VectorHalf half, Signedness sign);
  void narrow(VectorShape shape, Signedness sign);
  llvm::Value* pairSums(llvm::Value* narrow, VectorShape shape, Signedness sign);
  void addPairs(VectorShape shape, Signedness sign);
  void dotProduct();
  llvm::Value* roundedQ15Product(llvm::Value* left, llvm::Value* right);
  void multiplyQ15Saturating();
  llvm::LoadInst* loadFrom(const immediates::MemArg& access, llvm::Type* type);
  void loadExtending(const immediates::MemArg& access, VectorShape shape, Signedness sign);
  void loadSplat(const immediates::MemArg& access, VectorShape shape);
  void loadZero(const immediates::MemArg& access, VectorShape shape);
  template <class Access> void loadLane(const Access& access, VectorShape shape) {
    loadLaneAt(access.lane, access, shape);
  }
  template <class Access> void storeLane(const Access& access, VectorShape shape) {
    storeLaneAt(access.lane, access, shape);
  }
  void loadLaneAt(uint8_t lane, const immediates::MemArg& access, VectorShape shape);
  void storeLaneAt(uint8_t lane, const immediates::MemArg& access, VectorShape shape);

  // lower_simd_convert.cpp
  llvm::Value* lowHalf(llvm::Value* lanes);
  llvm::Value* withZeroHigh(llvm::Value* lanes);
  void promoteLowLanes();
  void demoteLanes();
  void convertLanes(VectorShape shape, Signedness sign);
  void truncateLanes(VectorShape shape, Signedness sign);
  llvm::Value* numbersOnly(llvm::Value* floats);
  llvm::Value* notNegative(llvm::Value* floats);
  llvm::Value* convertTruncatingX86(llvm::Value* floats);
  llvm::Value* convertTruncatingAvx512(llvm::Value* floats);
  llvm::Value* truncateSinglesX86(llvm::Value* floats, Signedness sign);
  llvm::Value* truncateDoublesX86(llvm::Value* floats, Signedness sign);
  void pseudoMinimum();
  void pseudoMaximum();

  // lower_relaxed.cpp
  void relaxedSwizzle();
  void relaxedTruncate(VectorShape shape, Signedness sign);
  void relaxedMultiplyAdd(VectorShape shape, FloatBinary sum);
  void relaxedLaneSelect(VectorShape shape);
  void relaxedMinimumOrMaximum(FloatBinary operation);
  void relaxedMultiplyQ15();
  llvm::Value* pairDotProducts(llvm::Value* left, llvm::Value* right);
  void relaxedDotProduct();
  void relaxedDotProductAdd();

  ModuleLowering& module_;
  llvm::Function* function_;
  const FunctionType& type_;
  ByteReader reader_;
  LocalTypes locals_;
  llvm::IRBuilder<> builder_;
  /// At the end of the entry block: loads and allocas needed wherever the function goes.
  llvm::IRBuilder<> prologue_;
  llvm::SmallVector<llvm::Value*, 32> operands_;
  std::vector<ControlFrame> frames_;
  bool isReachable_ = true;
  llvm::DenseMap<uint32_t, llvm::AllocaInst*> localSlots_;
  /// Values of locals set or read since the last startBlock.
  llvm::DenseMap<uint32_t, llvm::Value*> knownLocals_;
  /// The first load of a local in the current block; the next ones follow it.
  llvm::Instruction* firstLocalLoad_ = nullptr;
  llvm::DenseMap<uint32_t, llvm::Value*> memoryBases_;
  /// Where callees that return through memory put results of a type.
  llvm::DenseMap<llvm::Type*, llvm::AllocaInst*> resultMemories_;
  llvm::DenseMap<llvm::Value*, llvm::Value*> hiddenConstants_;
};

} // namespace wasmpi
