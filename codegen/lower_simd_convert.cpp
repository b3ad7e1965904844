// Conversions between lanes of integers and of floats, and the minimum and maximum of C's `?:`
// (Core 4.3.5).
//
// Truncation saturates. x86 has an instruction for signed lanes that yields -2^31 whenever the
// integer does not fit, and for unsigned ones only with AVX-512; what is out of range is set right
// before or after it. fptosi would be undefined there, hence the intrinsics.
#include "codegen/function_lowering.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/IntrinsicsX86.h>

namespace wasmpi {

namespace {

constexpr double kTwoTo31 = 2147483648.0;
constexpr double kTwoTo52 = 4503599627370496.0;

llvm::Constant* splatOf(llvm::Type* type, double value) {
  return llvm::ConstantFP::get(type, value);
}

} // namespace

/// The lower two lanes of four.
llvm::Value* FunctionLowering::lowHalf(llvm::Value* lanes) {
  return builder_.CreateShuffleVector(lanes, {0, 1});
}

/// Two lanes as the lower ones of four, the others zero.
llvm::Value* FunctionLowering::withZeroHigh(llvm::Value* lanes) {
  return builder_.CreateShuffleVector(lanes, llvm::Constant::getNullValue(lanes->getType()),
                                      {0, 1, 2, 3});
}

void FunctionLowering::promoteLowLanes() {
  push(lowHalf(popLanes(F32x4)));
  promote();
  pushLanes(pop());
}

void FunctionLowering::demoteLanes() {
  push(popLanes(F64x2));
  demote();
  pushLanes(withZeroHigh(pop()));
}

void FunctionLowering::convertLanes(VectorShape shape, Signedness sign) {
  llvm::Value* integers = popLanes(I32x4);
  if (shape == F64x2)
    integers = lowHalf(integers);
  llvm::Type* type = lanesOf(shape);
  pushLanes(sign == Signed ? builder_.CreateSIToFP(integers, type)
                           : builder_.CreateUIToFP(integers, type));
}

void FunctionLowering::truncateLanes(VectorShape shape, Signedness sign) {
  llvm::Value* floats = popLanes(shape);
  const bool isSingle = shape == F32x4;
  if (module_.instructionSet().isX86)
    return pushLanes(isSingle ? truncateSinglesX86(floats, sign)
                              : truncateDoublesX86(floats, sign));
  const auto id = sign == Signed ? llvm::Intrinsic::fptosi_sat : llvm::Intrinsic::fptoui_sat;
  llvm::Type* type = llvm::FixedVectorType::get(builder_.getInt32Ty(), isSingle ? 4 : 2);
  llvm::Value* integers = builder_.CreateIntrinsic(id, {type, floats->getType()}, {floats});
  pushLanes(isSingle ? integers : withZeroHigh(integers));
}

/// NaN becomes 0.
llvm::Value* FunctionLowering::numbersOnly(llvm::Value* floats) {
  return builder_.CreateSelect(builder_.CreateFCmpORD(floats, floats), floats,
                               llvm::Constant::getNullValue(floats->getType()));
}

/// NaN and what is negative become 0.
llvm::Value* FunctionLowering::notNegative(llvm::Value* floats) {
  llvm::Value* zero = llvm::Constant::getNullValue(floats->getType());
  return builder_.CreateSelect(builder_.CreateFCmpOGT(floats, zero), floats, zero);
}

/// cvttps2dq or cvttpd2dq: integers, or -2^31 where there is none; two doubles leave zeros above.
llvm::Value* FunctionLowering::convertTruncatingX86(llvm::Value* floats) {
  const bool isSingle = floats->getType() == lanesOf(F32x4);
  return builder_.CreateIntrinsic(isSingle ? llvm::Intrinsic::x86_sse2_cvttps2dq
                                           : llvm::Intrinsic::x86_sse2_cvttpd2dq,
                                  {floats});
}

/// The unsigned form of AVX-512, which yields 2^32 - 1 where there is no integer.
llvm::Value* FunctionLowering::convertTruncatingAvx512(llvm::Value* floats) {
  const bool isSingle = floats->getType() == lanesOf(F32x4);
  return builder_.CreateIntrinsic(
      isSingle ? llvm::Intrinsic::x86_avx512_mask_cvttps2udq_128
               : llvm::Intrinsic::x86_avx512_mask_cvttpd2udq_128,
      {floats, llvm::Constant::getNullValue(lanesOf(I32x4)), builder_.getInt8(0xFF)});
}

llvm::Value* FunctionLowering::truncateSinglesX86(llvm::Value* floats, Signedness sign) {
  llvm::Type* integers = lanesOf(I32x4);
  llvm::Constant* limit = splatOf(floats->getType(), kTwoTo31);
  // -2^31 xor -1 is the greatest integer.
  const auto convert = [&](llvm::Value* values) {
    llvm::Value* isTooLarge = builder_.CreateSExt(builder_.CreateFCmpOGE(values, limit), integers);
    return builder_.CreateXor(convertTruncatingX86(values), isTooLarge);
  };
  if (sign == Signed)
    return convert(numbersOnly(floats));
  llvm::Value* values = notNegative(floats);
  if (module_.instructionSet().hasAvx512Vl)
    return convertTruncatingAvx512(values);
  // From 2^31 on the first conversion gives 2^31 and the second, of what lies above, the rest.
  llvm::Value* rest = convert(builder_.CreateFSub(values, limit));
  rest = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, rest,
                                        llvm::Constant::getNullValue(integers));
  return builder_.CreateAdd(convertTruncatingX86(values), rest);
}

llvm::Value* FunctionLowering::truncateDoublesX86(llvm::Value* floats, Signedness sign) {
  const auto atMost = [&](llvm::Value* values, double limit) {
    llvm::Value* most = splatOf(floats->getType(), limit);
    return builder_.CreateSelect(builder_.CreateFCmpOLT(values, most), values, most);
  };
  if (sign == Signed)
    return convertTruncatingX86(atMost(numbersOnly(floats), kTwoTo31 - 1));
  llvm::Value* values = notNegative(floats);
  if (module_.instructionSet().hasAvx512Vl)
    return convertTruncatingAvx512(values);
  // 2^52 + n has n in its low bits.
  llvm::Value* whole =
      builder_.CreateUnaryIntrinsic(llvm::Intrinsic::trunc, atMost(values, 2 * kTwoTo31 - 1));
  llvm::Value* shifted = builder_.CreateFAdd(whole, splatOf(floats->getType(), kTwoTo52));
  llvm::Value* words = builder_.CreateBitCast(shifted, lanesOf(I32x4));
  return builder_.CreateShuffleVector(words, llvm::Constant::getNullValue(lanesOf(I32x4)),
                                      {0, 2, 4, 5});
}

/// b < a ? b : a, exactly minps (Core 4.3.3, fpmin); a signalling NaN passes through unchanged.
void FunctionLowering::pseudoMinimum() {
  llvm::Value* right = pop();
  llvm::Value* left = pop();
  push(builder_.CreateSelect(builder_.CreateFCmpOLT(right, left), right, left));
}

void FunctionLowering::pseudoMaximum() {
  llvm::Value* right = pop();
  llvm::Value* left = pop();
  push(builder_.CreateSelect(builder_.CreateFCmpOGT(right, left), right, left));
}

} // namespace wasmpi
