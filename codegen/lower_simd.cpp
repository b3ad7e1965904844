// Vectors: lanes, shuffles, integer lanes, and their memory accesses (Core 4.3.5, 4.4.3, 4.4.7).
//
// A v128 on the operand stack, in a local, a call or a cell is <16 x i8>: what merges is one type,
// and none with the lanes of a float shape, for LLVM moves a select from <2 x double> to <2 x i64>
// where it can and then sees no minimum in it. An operation sees its operands as lanes of its
// shape, by a bitcast that is left out where the value was made in that shape. Methods shared with
// scalars work on lanes as they are.
//
// Target-independent IR wherever LLVM makes the best instruction of it; an intrinsic of the target
// where it does not (tests/lowering/simd_*.wat hold the assembly).
#include "codegen/function_lowering.h"

#include <array>

#include <llvm/Analysis/ConstantFolding.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/IntrinsicsAArch64.h>
#include <llvm/IR/IntrinsicsX86.h>

namespace wasmpi {

namespace {

constexpr llvm::Align kUnaligned;
constexpr unsigned kVectorBitCount = 128;

/// The shape of lanes half as wide.
VectorShape narrower(VectorShape shape) {
  switch (shape) {
  case VectorShape::I16x8:
    return VectorShape::I8x16;
  case VectorShape::I32x4:
    return VectorShape::I16x8;
  default:
    return VectorShape::I32x4;
  }
}

/// Lanes `first`, `first` + `step`, ... of a vector; `count` of them.
llvm::SmallVector<int, 16> everyLane(unsigned first, unsigned step, unsigned count) {
  llvm::SmallVector<int, 16> lanes;
  for (unsigned i = 0; i < count; ++i)
    lanes.push_back(static_cast<int>(first + i * step));
  return lanes;
}

} // namespace

// Lanes.

llvm::FixedVectorType* FunctionLowering::lanesOf(VectorShape shape) const {
  const auto vector = [](llvm::Type* lane, unsigned count) {
    return llvm::FixedVectorType::get(lane, count);
  };
  switch (shape) {
  case VectorShape::I8x16:
    return vector(llvm::Type::getInt8Ty(context()), 16);
  case VectorShape::I16x8:
    return vector(llvm::Type::getInt16Ty(context()), 8);
  case VectorShape::I32x4:
    return vector(llvm::Type::getInt32Ty(context()), 4);
  case VectorShape::I64x2:
    return vector(llvm::Type::getInt64Ty(context()), 2);
  case VectorShape::F32x4:
    return vector(llvm::Type::getFloatTy(context()), 4);
  case VectorShape::F64x2:
    return vector(llvm::Type::getDoubleTy(context()), 2);
  }
  return nullptr;
}

/// Folds constants, which the builder cannot without knowing the order of bytes.
llvm::Value* FunctionLowering::castVector(llvm::Value* vector, llvm::Type* type) {
  if (auto* constant = llvm::dyn_cast<llvm::Constant>(vector))
    return llvm::ConstantFoldCastOperand(llvm::Instruction::BitCast, constant, type,
                                         function_->getDataLayout());
  if (auto* cast = llvm::dyn_cast<llvm::BitCastInst>(vector);
      cast != nullptr && cast->getSrcTy() == type)
    return cast->getOperand(0);
  return builder_.CreateBitCast(vector, type);
}

llvm::Value* FunctionLowering::asLanes(llvm::Value* vector, VectorShape shape) {
  return castVector(vector, lanesOf(shape));
}

llvm::Value* FunctionLowering::popLanes(VectorShape shape) { return asLanes(pop(), shape); }

void FunctionLowering::pushLanes(llvm::Value* lanes) { push(castVector(lanes, typeOf(V128))); }

void FunctionLowering::takeLanes(VectorShape shape, unsigned operandCount) {
  for (unsigned i = 1; i <= operandCount; ++i) {
    llvm::Value*& operand = operands_[operands_.size() - i];
    operand = asLanes(operand, shape);
  }
}

void FunctionLowering::splat(VectorShape shape) {
  llvm::FixedVectorType* type = lanesOf(shape);
  llvm::Value* value = pop();
  if (value->getType()->isIntegerTy())
    value = builder_.CreateTrunc(value, type->getElementType());
  pushLanes(builder_.CreateVectorSplat(type->getNumElements(), value));
}

void FunctionLowering::extractLaneAt(uint8_t lane, VectorShape shape, Signedness sign) {
  llvm::Value* value = builder_.CreateExtractElement(popLanes(shape), uint64_t{lane});
  const bool isNarrow = value->getType()->isIntegerTy(8) || value->getType()->isIntegerTy(16);
  push(isNarrow ? builder_.CreateIntCast(value, builder_.getInt32Ty(), sign == Signed) : value);
}

void FunctionLowering::replaceLaneAt(uint8_t lane, VectorShape shape) {
  llvm::Value* value = pop();
  if (value->getType()->isIntegerTy())
    value = builder_.CreateTrunc(value, lanesOf(shape)->getElementType());
  pushLanes(builder_.CreateInsertElement(popLanes(shape), value, uint64_t{lane}));
}

llvm::Constant* FunctionLowering::vectorConstant(uint64_t low, uint64_t high) const {
  std::array<uint8_t, 16> bytes;
  for (unsigned i = 0; i < 8; ++i) {
    bytes[i] = static_cast<uint8_t>(low >> 8 * i);
    bytes[i + 8] = static_cast<uint8_t>(high >> 8 * i);
  }
  return llvm::ConstantDataVector::get(context(), llvm::ArrayRef<uint8_t>(bytes));
}

void FunctionLowering::constant(immediates::V128Literal literal) {
  push(vectorConstant(literal.low, literal.high));
}

void FunctionLowering::shuffle(const immediates::ShuffleLanes& shuffle) {
  llvm::Value* second = popLanes(I8x16);
  llvm::Value* first = popLanes(I8x16);
  const llvm::SmallVector<int, 16> lanes(shuffle.lanes.begin(), shuffle.lanes.end());
  pushLanes(builder_.CreateShuffleVector(first, second, lanes));
}

/// Without an instruction that shuffles by a vector: byte for byte.
llvm::Value* FunctionLowering::swizzleBytes(llvm::Value* bytes, llvm::Value* indices) {
  llvm::Value* result = llvm::Constant::getNullValue(bytes->getType());
  for (uint64_t i = 0; i < 16; ++i) {
    llvm::Value* index = builder_.CreateExtractElement(indices, i);
    llvm::Value* isInside = builder_.CreateICmpULT(index, builder_.getInt8(16));
    llvm::Value* byte =
        builder_.CreateExtractElement(bytes, builder_.CreateAnd(index, builder_.getInt8(15)));
    result = builder_.CreateInsertElement(
        result, builder_.CreateSelect(isInside, byte, builder_.getInt8(0)), i);
  }
  return result;
}

void FunctionLowering::swizzle() {
  llvm::Value* indices = popLanes(I8x16);
  llvm::Value* bytes = popLanes(I8x16);
  const InstructionSet& target = module_.instructionSet();
  if (target.hasSsse3) {
    // pshufb gives 0 where bit 7 of the index is set, and otherwise takes it modulo 16.
    llvm::Value* bias = llvm::ConstantInt::get(indices->getType(), 0x70);
    indices = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::uadd_sat, indices, bias);
    return pushLanes(
        builder_.CreateIntrinsic(llvm::Intrinsic::x86_ssse3_pshuf_b_128, {bytes, indices}));
  }
  if (target.isAArch64)
    return pushLanes(builder_.CreateIntrinsic(llvm::Intrinsic::aarch64_neon_tbl1, {lanesOf(I8x16)},
                                              {bytes, indices}));
  pushLanes(swizzleBytes(bytes, indices));
}

// Bits.

void FunctionLowering::bitNot() { push(builder_.CreateNot(pop())); }

void FunctionLowering::bitAndNot() {
  llvm::Value* right = pop();
  push(builder_.CreateAnd(pop(), builder_.CreateNot(right)));
}

void FunctionLowering::bitSelect() {
  llvm::Value* mask = pop();
  llvm::Value* otherwise = pop();
  llvm::Value* then = pop();
  push(builder_.CreateOr(builder_.CreateAnd(then, mask),
                         builder_.CreateAnd(otherwise, builder_.CreateNot(mask))));
}

void FunctionLowering::anyTrue() {
  llvm::Type* whole = builder_.getIntNTy(kVectorBitCount);
  pushCondition(builder_.CreateICmpNE(builder_.CreateBitCast(pop(), whole),
                                      llvm::ConstantInt::get(whole, 0)));
}

void FunctionLowering::allTrue(VectorShape shape) {
  pushCondition(builder_.CreateAndReduce(builder_.CreateIsNotNull(popLanes(shape))));
}

void FunctionLowering::bitmask(VectorShape shape) {
  llvm::Value* lanes = popLanes(shape);
  llvm::Value* isNegative =
      builder_.CreateICmpSLT(lanes, llvm::Constant::getNullValue(lanes->getType()));
  llvm::Value* bits =
      builder_.CreateBitCast(isNegative, builder_.getIntNTy(lanesOf(shape)->getNumElements()));
  push(builder_.CreateZExt(bits, builder_.getInt32Ty()));
}

// Integer lanes; operands and results of these are lanes, for `unary` and `binary`.

void FunctionLowering::negate() { push(builder_.CreateNeg(pop())); }

void FunctionLowering::absolute() {
  push(builder_.CreateBinaryIntrinsic(llvm::Intrinsic::abs, pop(), builder_.getFalse()));
}

void FunctionLowering::binaryIntrinsic(unsigned id) {
  llvm::Value* right = pop();
  push(builder_.CreateBinaryIntrinsic(id, pop(), right));
}

void FunctionLowering::minimum(Signedness sign) {
  binaryIntrinsic(sign == Signed ? llvm::Intrinsic::smin : llvm::Intrinsic::umin);
}

void FunctionLowering::maximum(Signedness sign) {
  binaryIntrinsic(sign == Signed ? llvm::Intrinsic::smax : llvm::Intrinsic::umax);
}

void FunctionLowering::addSaturating(Signedness sign) {
  binaryIntrinsic(sign == Signed ? llvm::Intrinsic::sadd_sat : llvm::Intrinsic::uadd_sat);
}

void FunctionLowering::subtractSaturating(Signedness sign) {
  binaryIntrinsic(sign == Signed ? llvm::Intrinsic::ssub_sat : llvm::Intrinsic::usub_sat);
}

/// (a + b + 1) / 2 in lanes of twice the width; LLVM knows this form.
void FunctionLowering::averageRounding() {
  llvm::Value* right = pop();
  llvm::Value* left = pop();
  llvm::Type* wide = llvm::VectorType::getExtendedElementVectorType(
      llvm::cast<llvm::FixedVectorType>(left->getType()));
  llvm::Value* sum =
      builder_.CreateAdd(builder_.CreateZExt(left, wide), builder_.CreateZExt(right, wide));
  llvm::Value* rounded = builder_.CreateAdd(sum, llvm::ConstantInt::get(wide, 1));
  push(builder_.CreateTrunc(builder_.CreateLShr(rounded, 1), left->getType()));
}

/// Replaces the shift count on the stack by lanes of it, reduced as a scalar: then LLVM sees that
/// it is the same for all lanes.
void FunctionLowering::spreadShiftCount(VectorShape shape) {
  llvm::FixedVectorType* type = lanesOf(shape);
  llvm::Value* count = builder_.CreateAnd(pop(), type->getScalarSizeInBits() - 1);
  count = builder_.CreateZExtOrTrunc(count, type->getElementType());
  push(builder_.CreateVectorSplat(type->getNumElements(), count));
}

// Lanes of other widths.

llvm::Value* FunctionLowering::widen(llvm::Value* lanes, llvm::Type* type, Signedness sign) {
  return sign == Signed ? builder_.CreateSExt(lanes, type) : builder_.CreateZExt(lanes, type);
}

llvm::Value* FunctionLowering::popHalf(VectorShape shape, VectorHalf half, Signedness sign) {
  const unsigned count = lanesOf(shape)->getNumElements();
  llvm::Value* narrow = popLanes(narrower(shape));
  llvm::Value* lanes =
      builder_.CreateShuffleVector(narrow, everyLane(half == Low ? 0 : count, 1, count));
  return widen(lanes, lanesOf(shape), sign);
}

void FunctionLowering::extendHalf(VectorShape shape, VectorHalf half, Signedness sign) {
  pushLanes(popHalf(shape, half, sign));
}

void FunctionLowering::multiplyHalves(VectorShape shape, VectorHalf half, Signedness sign) {
  llvm::Value* right = popHalf(shape, half, sign);
  pushLanes(builder_.CreateMul(popHalf(shape, half, sign), right));
}

void FunctionLowering::narrow(VectorShape shape, Signedness sign) {
  llvm::FixedVectorType* type = lanesOf(shape);
  const VectorShape source = shape == I8x16 ? I16x8 : I32x4;
  llvm::Value* high = popLanes(source);
  llvm::Value* low = popLanes(source);
  llvm::Value* both =
      builder_.CreateShuffleVector(low, high, everyLane(0, 1, type->getNumElements()));
  const unsigned bitCount = type->getScalarSizeInBits();
  // The operands are signed whatever the result is.
  const auto limit = [&](llvm::APInt value) {
    return llvm::ConstantInt::get(both->getType(), sign == Signed ? value.sext(2 * bitCount)
                                                                  : value.zext(2 * bitCount));
  };
  const bool isSigned = sign == Signed;
  llvm::Value* least = limit(isSigned ? llvm::APInt::getSignedMinValue(bitCount)
                                      : llvm::APInt::getMinValue(bitCount));
  llvm::Value* most = limit(isSigned ? llvm::APInt::getSignedMaxValue(bitCount)
                                     : llvm::APInt::getMaxValue(bitCount));
  llvm::Value* clamped = builder_.CreateBinaryIntrinsic(
      llvm::Intrinsic::smin, builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, both, least),
      most);
  pushLanes(builder_.CreateTrunc(clamped, type));
}

/// Sums of the two narrow lanes that lie in each lane of `shape`.
llvm::Value* FunctionLowering::pairSums(llvm::Value* narrow, VectorShape shape, Signedness sign) {
  llvm::Type* type = lanesOf(shape);
  llvm::Value* ones = llvm::ConstantInt::get(narrow->getType(), 1);
  if (shape == I32x4 && sign == Signed && module_.instructionSet().isX86)
    return builder_.CreateIntrinsic(llvm::Intrinsic::x86_sse2_pmadd_wd, {narrow, ones});
  if (shape == I16x8 && module_.instructionSet().hasSsse3) {
    // The first operand of pmaddubsw is unsigned, the second signed.
    llvm::Value* first = sign == Signed ? ones : narrow;
    llvm::Value* second = sign == Signed ? narrow : ones;
    return builder_.CreateIntrinsic(llvm::Intrinsic::x86_ssse3_pmadd_ub_sw_128, {first, second});
  }
  llvm::Value* pairs = builder_.CreateBitCast(narrow, type);
  const uint64_t half = type->getScalarSizeInBits() / 2;
  const auto shiftDown = [&](llvm::Value* value) {
    return sign == Signed ? builder_.CreateAShr(value, half) : builder_.CreateLShr(value, half);
  };
  return builder_.CreateAdd(shiftDown(pairs), shiftDown(builder_.CreateShl(pairs, half)));
}

void FunctionLowering::addPairs(VectorShape shape, Signedness sign) {
  pushLanes(pairSums(popLanes(narrower(shape)), shape, sign));
}

void FunctionLowering::dotProduct() {
  llvm::Value* right = popLanes(I16x8);
  llvm::Value* left = popLanes(I16x8);
  if (module_.instructionSet().isX86)
    return pushLanes(builder_.CreateIntrinsic(llvm::Intrinsic::x86_sse2_pmadd_wd, {left, right}));
  const auto products = [&](unsigned first) {
    const auto lanes = everyLane(first, 2, 4);
    return builder_.CreateMul(
        widen(builder_.CreateShuffleVector(left, lanes), lanesOf(I32x4), Signed),
        widen(builder_.CreateShuffleVector(right, lanes), lanesOf(I32x4), Signed));
  };
  pushLanes(builder_.CreateAdd(products(0), products(1)));
}

/// (a * b + 2^14) >> 15 in lanes of 32 bits; only -2^15 * -2^15 leaves 16 bits.
llvm::Value* FunctionLowering::roundedQ15Product(llvm::Value* left, llvm::Value* right) {
  llvm::Type* wide = llvm::FixedVectorType::get(builder_.getInt32Ty(), 8);
  llvm::Value* product = builder_.CreateMul(widen(left, wide, Signed), widen(right, wide, Signed));
  llvm::Value* rounded = builder_.CreateAdd(product, llvm::ConstantInt::get(wide, 1 << 14));
  return builder_.CreateAShr(rounded, 15);
}

void FunctionLowering::multiplyQ15Saturating() {
  llvm::Value* right = popLanes(I16x8);
  llvm::Value* left = popLanes(I16x8);
  llvm::Type* type = lanesOf(I16x8);
  const InstructionSet& target = module_.instructionSet();
  if (target.isAArch64)
    return pushLanes(
        builder_.CreateIntrinsic(llvm::Intrinsic::aarch64_neon_sqrdmulh, {type}, {left, right}));
  if (target.hasSsse3) {
    // pmulhrsw yields -2^15 for -2^15 * -2^15 and for nothing else.
    llvm::Value* product =
        builder_.CreateIntrinsic(llvm::Intrinsic::x86_ssse3_pmul_hr_sw_128, {left, right});
    llvm::Value* isOverflow = builder_.CreateICmpEQ(
        product, llvm::ConstantInt::get(type, llvm::APInt::getSignedMinValue(16)));
    return pushLanes(builder_.CreateXor(product, builder_.CreateSExt(isOverflow, type)));
  }
  llvm::Value* product = roundedQ15Product(left, right);
  llvm::Value* most = llvm::ConstantInt::get(product->getType(), INT16_MAX);
  pushLanes(builder_.CreateTrunc(
      builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, product, most), type));
}

// Memory.

llvm::LoadInst* FunctionLowering::loadFrom(const immediates::MemArg& access, llvm::Type* type) {
  const uint64_t byteSize = type->getPrimitiveSizeInBits().getFixedValue() / 8;
  llvm::LoadInst* value =
      builder_.CreateAlignedLoad(type, popPointer(access, byteSize), kUnaligned);
  module_.setAliasScope(value, AliasScope::LinearMemory);
  return value;
}

void FunctionLowering::loadExtending(const immediates::MemArg& access, VectorShape shape,
                                     Signedness sign) {
  llvm::Type* narrow = llvm::FixedVectorType::get(lanesOf(narrower(shape))->getElementType(),
                                                  lanesOf(shape)->getNumElements());
  pushLanes(widen(loadFrom(access, narrow), lanesOf(shape), sign));
}

void FunctionLowering::loadSplat(const immediates::MemArg& access, VectorShape shape) {
  llvm::FixedVectorType* type = lanesOf(shape);
  llvm::Value* value = loadFrom(access, type->getElementType());
  pushLanes(builder_.CreateVectorSplat(type->getNumElements(), value));
}

void FunctionLowering::loadZero(const immediates::MemArg& access, VectorShape shape) {
  llvm::FixedVectorType* type = lanesOf(shape);
  llvm::Value* value = loadFrom(access, type->getElementType());
  pushLanes(builder_.CreateInsertElement(llvm::Constant::getNullValue(type), value, uint64_t{0}));
}

void FunctionLowering::loadLaneAt(uint8_t lane, const immediates::MemArg& access,
                                  VectorShape shape) {
  llvm::Value* vector = popLanes(shape);
  llvm::Value* value = loadFrom(access, lanesOf(shape)->getElementType());
  pushLanes(builder_.CreateInsertElement(vector, value, uint64_t{lane}));
}

void FunctionLowering::storeLaneAt(uint8_t lane, const immediates::MemArg& access,
                                   VectorShape shape) {
  llvm::Value* value = builder_.CreateExtractElement(popLanes(shape), uint64_t{lane});
  const uint64_t byteSize = lanesOf(shape)->getScalarSizeInBits() / 8;
  llvm::StoreInst* store =
      builder_.CreateAlignedStore(value, popPointer(access, byteSize), kUnaligned);
  module_.setAliasScope(store, AliasScope::LinearMemory);
}

} // namespace wasmpi
