// Integer and float arithmetic and comparisons (Core 4.3.2, 4.3.3).
//
// Floats are plain IR operations in the default environment: no fast-math flag, no contraction, no
// constrained intrinsics. What LLVM simplifies under it is exact but for NaN: it may hand a
// signalling NaN through an operation that has to quiet it. The patterns that show here are kept
// from it (hideConstant, demote); those that only later optimisation finds are not, see README.md.
#include "codegen/function_lowering.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/Intrinsics.h>

namespace wasmpi {

namespace {

llvm::CmpInst::Predicate predicateOf(IntegerOrder order) {
  switch (order) {
  case IntegerOrder::Eq:
    return llvm::CmpInst::ICMP_EQ;
  case IntegerOrder::Ne:
    return llvm::CmpInst::ICMP_NE;
  case IntegerOrder::LtS:
    return llvm::CmpInst::ICMP_SLT;
  case IntegerOrder::LtU:
    return llvm::CmpInst::ICMP_ULT;
  case IntegerOrder::GtS:
    return llvm::CmpInst::ICMP_SGT;
  case IntegerOrder::GtU:
    return llvm::CmpInst::ICMP_UGT;
  case IntegerOrder::LeS:
    return llvm::CmpInst::ICMP_SLE;
  case IntegerOrder::LeU:
    return llvm::CmpInst::ICMP_ULE;
  case IntegerOrder::GeS:
    return llvm::CmpInst::ICMP_SGE;
  case IntegerOrder::GeU:
    return llvm::CmpInst::ICMP_UGE;
  }
  return llvm::CmpInst::BAD_ICMP_PREDICATE;
}

/// Comparisons with a NaN are false, but for `ne`.
llvm::CmpInst::Predicate predicateOf(FloatOrder order) {
  switch (order) {
  case FloatOrder::Eq:
    return llvm::CmpInst::FCMP_OEQ;
  case FloatOrder::Ne:
    return llvm::CmpInst::FCMP_UNE;
  case FloatOrder::Lt:
    return llvm::CmpInst::FCMP_OLT;
  case FloatOrder::Gt:
    return llvm::CmpInst::FCMP_OGT;
  case FloatOrder::Le:
    return llvm::CmpInst::FCMP_OLE;
  case FloatOrder::Ge:
    return llvm::CmpInst::FCMP_OGE;
  }
  return llvm::CmpInst::BAD_FCMP_PREDICATE;
}

llvm::Intrinsic::ID intrinsicOf(FloatUnary operation) {
  switch (operation) {
  case FloatUnary::Abs:
    return llvm::Intrinsic::fabs;
  case FloatUnary::Ceil:
    return llvm::Intrinsic::ceil;
  case FloatUnary::Floor:
    return llvm::Intrinsic::floor;
  case FloatUnary::Trunc:
    return llvm::Intrinsic::trunc;
  case FloatUnary::Nearest:
    return llvm::Intrinsic::roundeven;
  case FloatUnary::Sqrt:
    return llvm::Intrinsic::sqrt;
  case FloatUnary::Neg:
    break; // an instruction
  }
  return llvm::Intrinsic::not_intrinsic;
}

/// Whether `holds` for a constant, or for some lane of a constant vector.
bool isConstantWith(llvm::Value* value, bool (*holds)(const llvm::APFloat&)) {
  const auto* constant = llvm::dyn_cast<llvm::Constant>(value);
  if (constant == nullptr)
    return false;
  const auto* vector = llvm::dyn_cast<llvm::FixedVectorType>(constant->getType());
  const unsigned laneCount = vector != nullptr ? vector->getNumElements() : 1;
  for (unsigned i = 0; i < laneCount; ++i) {
    const auto* lane = llvm::dyn_cast_or_null<llvm::ConstantFP>(
        vector != nullptr ? constant->getAggregateElement(i) : constant);
    if (lane != nullptr && holds(lane->getValueAPF()))
      return true;
  }
  return false;
}

bool isZeroOfEitherSign(const llvm::APFloat& value) { return value.isZero(); }

bool isNonzeroConstant(llvm::Value* value) {
  return llvm::isa<llvm::Constant>(value) && !isConstantWith(value, isZeroOfEitherSign);
}

bool isOneOfEitherSign(const llvm::APFloat& value) { return llvm::abs(value).isExactlyValue(1.0); }

} // namespace

void FunctionLowering::isZero() {
  llvm::Value* value = pop();
  pushCondition(builder_.CreateICmpEQ(value, llvm::ConstantInt::get(value->getType(), 0)));
}

void FunctionLowering::compareInteger(IntegerOrder order) {
  llvm::Value* right = pop();
  llvm::Value* left = pop();
  pushCondition(builder_.CreateICmp(predicateOf(order), left, right));
}

void FunctionLowering::compareFloat(FloatOrder order) {
  llvm::Value* right = pop();
  llvm::Value* left = pop();
  pushCondition(builder_.CreateFCmp(predicateOf(order), left, right));
}

void FunctionLowering::countLeadingZeros() {
  push(builder_.CreateBinaryIntrinsic(llvm::Intrinsic::ctlz, pop(), builder_.getFalse()));
}

void FunctionLowering::countTrailingZeros() {
  push(builder_.CreateBinaryIntrinsic(llvm::Intrinsic::cttz, pop(), builder_.getFalse()));
}

void FunctionLowering::populationCount() {
  push(builder_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, pop()));
}

void FunctionLowering::add() {
  llvm::Value* right = pop();
  push(builder_.CreateAdd(pop(), right));
}

void FunctionLowering::subtract() {
  llvm::Value* right = pop();
  push(builder_.CreateSub(pop(), right));
}

void FunctionLowering::multiply() {
  llvm::Value* right = pop();
  push(builder_.CreateMul(pop(), right));
}

void FunctionLowering::divide(Signedness sign) {
  llvm::Value* divisor = pop();
  llvm::Value* dividend = pop();
  llvm::Type* type = divisor->getType();
  trapIf(builder_.CreateICmpEQ(divisor, llvm::ConstantInt::get(type, 0)),
         TrapCode::IntegerDivideByZero);
  if (sign == Unsigned) {
    push(builder_.CreateUDiv(dividend, divisor));
    return;
  }
  // Only minimum / -1 overflows.
  const auto* known = llvm::dyn_cast<llvm::ConstantInt>(divisor);
  if (known == nullptr || known->isMinusOne()) {
    const auto minimum = llvm::APInt::getSignedMinValue(type->getIntegerBitWidth());
    llvm::Value* isMinimum = builder_.CreateICmpEQ(dividend, llvm::ConstantInt::get(type, minimum));
    llvm::Value* isMinusOne =
        builder_.CreateICmpEQ(divisor, llvm::ConstantInt::getAllOnesValue(type));
    trapIf(builder_.CreateAnd(isMinimum, isMinusOne), TrapCode::IntegerOverflow);
  }
  push(builder_.CreateSDiv(dividend, divisor));
}

void FunctionLowering::remainder(Signedness sign) {
  llvm::Value* divisor = pop();
  llvm::Value* dividend = pop();
  llvm::Type* type = divisor->getType();
  trapIf(builder_.CreateICmpEQ(divisor, llvm::ConstantInt::get(type, 0)),
         TrapCode::IntegerDivideByZero);
  if (sign == Unsigned) {
    push(builder_.CreateURem(dividend, divisor));
    return;
  }
  // x rem -1 is 0 for every x, the minimum included, and so is x rem 1, which does not overflow.
  llvm::Value* isMinusOne =
      builder_.CreateICmpEQ(divisor, llvm::ConstantInt::getAllOnesValue(type));
  llvm::Value* safe = builder_.CreateSelect(isMinusOne, llvm::ConstantInt::get(type, 1), divisor);
  push(builder_.CreateSRem(dividend, safe));
}

void FunctionLowering::bitAnd() {
  llvm::Value* right = pop();
  push(builder_.CreateAnd(pop(), right));
}

void FunctionLowering::bitOr() {
  llvm::Value* right = pop();
  push(builder_.CreateOr(pop(), right));
}

void FunctionLowering::bitXor() {
  llvm::Value* right = pop();
  push(builder_.CreateXor(pop(), right));
}

llvm::Value* FunctionLowering::popShiftCount() {
  llvm::Value* count = pop();
  const unsigned width = count->getType()->getScalarSizeInBits();
  return builder_.CreateAnd(count, llvm::ConstantInt::get(count->getType(), width - 1));
}

void FunctionLowering::shiftLeft() {
  llvm::Value* count = popShiftCount();
  push(builder_.CreateShl(pop(), count));
}

void FunctionLowering::shiftRight(Signedness sign) {
  llvm::Value* count = popShiftCount();
  llvm::Value* value = pop();
  push(sign == Signed ? builder_.CreateAShr(value, count) : builder_.CreateLShr(value, count));
}

// Funnel shifts take their count modulo the width.
void FunctionLowering::rotateLeft() {
  llvm::Value* count = pop();
  llvm::Value* value = pop();
  push(builder_.CreateIntrinsic(llvm::Intrinsic::fshl, {value->getType()}, {value, value, count}));
}

void FunctionLowering::rotateRight() {
  llvm::Value* count = pop();
  llvm::Value* value = pop();
  push(builder_.CreateIntrinsic(llvm::Intrinsic::fshr, {value->getType()}, {value, value, count}));
}

void FunctionLowering::floatUnary(FloatUnary operation) {
  llvm::Value* value = pop();
  if (operation == FloatUnary::Neg)
    push(builder_.CreateFNeg(value));
  else
    push(builder_.CreateUnaryIntrinsic(intrinsicOf(operation), value));
}

/// The constant, opaque to the optimiser, once per function. x * 1, x / 1, x + 0, x - 0 and their
/// like would otherwise become x (or -x), signalling NaNs included; no compiler emits them for
/// speed.
llvm::Value* FunctionLowering::hideConstant(llvm::Value* constant) {
  llvm::Value*& hidden = hiddenConstants_[constant];
  if (hidden == nullptr)
    hidden = prologue_.CreateIntrinsic(llvm::Intrinsic::arithmetic_fence, {constant->getType()},
                                       {constant});
  return hidden;
}

llvm::Value* FunctionLowering::hideIf(bool (*isNeutral)(const llvm::APFloat&),
                                      llvm::Value* operand) {
  return isConstantWith(operand, isNeutral) ? hideConstant(operand) : operand;
}

llvm::Value* FunctionLowering::sum(llvm::Value* left, llvm::Value* right) {
  return builder_.CreateFAdd(hideIf(isZeroOfEitherSign, left), hideIf(isZeroOfEitherSign, right));
}

/// left * right + addend, rounded once. With one neutral factor and a neutral addend it would be a
/// copy, too.
llvm::Value* FunctionLowering::fusedMultiplyAdd(llvm::Value* left, llvm::Value* right,
                                                llvm::Value* addend) {
  return builder_.CreateIntrinsic(llvm::Intrinsic::fma, {left->getType()},
                                  {left, right, hideIf(isZeroOfEitherSign, addend)});
}

void FunctionLowering::floatBinary(FloatBinary operation) {
  llvm::Value* right = pop();
  llvm::Value* left = pop();
  switch (operation) {
  case FloatBinary::Add:
    return push(sum(left, right));
  case FloatBinary::Sub:
    return push(
        builder_.CreateFSub(hideIf(isZeroOfEitherSign, left), hideIf(isZeroOfEitherSign, right)));
  case FloatBinary::Mul:
    return push(
        builder_.CreateFMul(hideIf(isOneOfEitherSign, left), hideIf(isOneOfEitherSign, right)));
  case FloatBinary::Div:
    return push(builder_.CreateFDiv(left, hideIf(isOneOfEitherSign, right)));
  case FloatBinary::Min:
  case FloatBinary::Max:
    return push(minimumOrMaximum(operation, left, right));
  case FloatBinary::Copysign:
    return push(builder_.CreateBinaryIntrinsic(llvm::Intrinsic::copysign, left, right));
  }
}

/// Not llvm.minimum: x86 gives a signalling NaN back as it is, and branches on the sign of a
/// scalar. Equal operands are the same bits or zeros of either sign, which `or` and `and` tell
/// apart; a sum with a NaN is a quiet NaN.
llvm::Value* FunctionLowering::minimumOrMaximum(FloatBinary operation, llvm::Value* left,
                                                llvm::Value* right) {
  const bool isMinimum = operation == FloatBinary::Min;
  const auto before = isMinimum ? llvm::CmpInst::FCMP_OLT : llvm::CmpInst::FCMP_OGT;
  llvm::Value* result =
      builder_.CreateSelect(builder_.CreateFCmp(before, left, right), left, right);
  if (!isNonzeroConstant(left) && !isNonzeroConstant(right)) {
    llvm::Value* mirrored =
        builder_.CreateSelect(builder_.CreateFCmp(before, right, left), right, left);
    llvm::Type* bits = left->getType()->getWithNewType(
        builder_.getIntNTy(left->getType()->getScalarSizeInBits()));
    llvm::Value* ours = builder_.CreateBitCast(result, bits);
    llvm::Value* theirs = builder_.CreateBitCast(mirrored, bits);
    llvm::Value* both =
        isMinimum ? builder_.CreateOr(ours, theirs) : builder_.CreateAnd(ours, theirs);
    result = builder_.CreateBitCast(both, left->getType());
  }
  return builder_.CreateSelect(builder_.CreateFCmpUNO(left, right), sum(left, right), result);
}

} // namespace wasmpi
