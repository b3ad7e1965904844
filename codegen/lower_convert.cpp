// Conversions between the number types (Core 4.3.4).
//
// Float to integer: LLVM's fptosi and fptoui are undefined out of range, so the trapping forms
// branch first and the saturating forms clamp first (not llvm.fptosi.sat, which x86 does lane by
// lane).
#include "codegen/function_lowering.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/Intrinsics.h>

namespace wasmpi {

namespace {

/// The floats that truncate into an integer type: above `lowest`, or from it on if
/// `isLowestIncluded`, and below `end`.
struct TruncationRange {
  llvm::APFloat lowest;
  bool isLowestIncluded;
  llvm::APFloat end;
};

const llvm::fltSemantics& semanticsOf(llvm::Type* type) { return type->getFltSemantics(); }

llvm::APFloat exactFloat(const llvm::fltSemantics& semantics, const llvm::APInt& integer,
                         bool isSigned) {
  llvm::APFloat result(semantics);
  result.convertFromAPInt(integer, isSigned, llvm::APFloat::rmTowardZero);
  return result;
}

/// Signed minimum and the end 2^n are powers of two, exact in any format. minimum - 1 (or -1 for
/// unsigned), from which on truncation would leave the range, may not be: then the minimum itself
/// is the next float above it.
TruncationRange truncationRange(llvm::Type* floatType, unsigned bitCount, bool isSigned) {
  const llvm::fltSemantics& semantics = semanticsOf(floatType);
  const unsigned wide = bitCount + 2;
  const llvm::APInt one(wide, 1);
  const llvm::APInt end = one << (isSigned ? bitCount - 1 : bitCount);
  const llvm::APInt minimum = isSigned ? -end : llvm::APInt(wide, 0);
  llvm::APFloat below(semantics);
  const bool isExact =
      below.convertFromAPInt(minimum - 1, true, llvm::APFloat::rmTowardZero) == llvm::APFloat::opOK;
  return {isExact ? below : exactFloat(semantics, minimum, true), !isExact,
          exactFloat(semantics, end, true)};
}

} // namespace

void FunctionLowering::wrap() { push(builder_.CreateTrunc(pop(), builder_.getInt32Ty())); }

void FunctionLowering::extend(Signedness sign) {
  push(builder_.CreateIntCast(pop(), builder_.getInt64Ty(), sign == Signed));
}

void FunctionLowering::signExtend(unsigned bitCount) {
  llvm::Value* value = pop();
  llvm::Value* narrow = builder_.CreateTrunc(value, builder_.getIntNTy(bitCount));
  push(builder_.CreateSExt(narrow, value->getType()));
}

void FunctionLowering::truncate(ValueKind result, Signedness sign) {
  llvm::Value* value = pop();
  llvm::Type* type = typeOf(result);
  const TruncationRange range =
      truncationRange(value->getType(), type->getIntegerBitWidth(), sign == Signed);
  llvm::Value* lowest = llvm::ConstantFP::get(context(), range.lowest);
  // Ordered comparisons, so a NaN is not in range either.
  llvm::Value* isAboveLowest = range.isLowestIncluded ? builder_.CreateFCmpOGE(value, lowest)
                                                      : builder_.CreateFCmpOGT(value, lowest);
  llvm::Value* isBelowEnd =
      builder_.CreateFCmpOLT(value, llvm::ConstantFP::get(context(), range.end));
  llvm::BasicBlock* fault = newBlock();
  llvm::BasicBlock* next = newBlock();
  builder_.CreateCondBr(builder_.CreateNot(builder_.CreateAnd(isAboveLowest, isBelowEnd)), fault,
                        next, unlikely());
  continueInBlock(fault);
  trapIf(builder_.CreateFCmpUNO(value, value), TrapCode::InvalidConversion);
  emitTrap(TrapCode::IntegerOverflow);
  continueInBlock(next);
  push(sign == Signed ? builder_.CreateFPToSI(value, type) : builder_.CreateFPToUI(value, type));
}

void FunctionLowering::truncateSaturating(ValueKind result, Signedness sign) {
  llvm::Value* value = pop();
  llvm::Type* floatType = value->getType();
  llvm::Type* type = typeOf(result);
  const bool isSigned = sign == Signed;
  const unsigned bitCount = type->getIntegerBitWidth();
  const llvm::APInt minimum =
      isSigned ? llvm::APInt::getSignedMinValue(bitCount) : llvm::APInt::getMinValue(bitCount);
  const llvm::APInt maximum =
      isSigned ? llvm::APInt::getSignedMaxValue(bitCount) : llvm::APInt::getMaxValue(bitCount);
  const llvm::fltSemantics& semantics = semanticsOf(floatType);

  // NaN becomes 0. For unsigned types that is the clamp to the minimum.
  llvm::Value* zero = llvm::ConstantFP::getZero(floatType);
  llvm::Value* lowest = llvm::ConstantFP::get(context(), exactFloat(semantics, minimum, isSigned));
  llvm::Value* number = value;
  if (isSigned)
    number = builder_.CreateSelect(builder_.CreateFCmpUNO(value, value), zero, value);
  llvm::Value* clamped =
      builder_.CreateSelect(builder_.CreateFCmpOGT(number, lowest), number, lowest);

  llvm::APFloat top(semantics);
  const bool isTopExact =
      top.convertFromAPInt(maximum, isSigned, llvm::APFloat::rmTowardZero) == llvm::APFloat::opOK;
  llvm::Value* topFloat = llvm::ConstantFP::get(context(), top);
  llvm::Value* isAboveTop = builder_.CreateFCmpOGT(clamped, topFloat);
  clamped = builder_.CreateSelect(isAboveTop, topFloat, clamped);
  llvm::Value* integer =
      isSigned ? builder_.CreateFPToSI(clamped, type) : builder_.CreateFPToUI(clamped, type);
  // The maximum is not a float of this width: floats beyond the last one below it are set right as
  // integers.
  if (!isTopExact)
    integer = builder_.CreateSelect(isAboveTop, llvm::ConstantInt::get(type, maximum), integer);
  push(integer);
}

void FunctionLowering::convertInteger(ValueKind result, Signedness sign) {
  llvm::Value* value = pop();
  llvm::Type* type = typeOf(result);
  push(sign == Signed ? builder_.CreateSIToFP(value, type) : builder_.CreateUIToFP(value, type));
}

void FunctionLowering::promote() {
  llvm::Value* value = pop();
  push(builder_.CreateFPExt(value, value->getType()->getWithNewType(builder_.getDoubleTy())));
}

void FunctionLowering::demote() {
  llvm::Value* value = pop();
  // LLVM takes demote(promote(x)) for x, which is wrong for a signalling NaN.
  if (llvm::isa<llvm::FPExtInst>(value))
    value =
        builder_.CreateIntrinsic(llvm::Intrinsic::arithmetic_fence, {value->getType()}, {value});
  push(builder_.CreateFPTrunc(value, value->getType()->getWithNewType(builder_.getFloatTy())));
}

void FunctionLowering::reinterpret(ValueKind result) {
  push(builder_.CreateBitCast(pop(), typeOf(result)));
}

} // namespace wasmpi
