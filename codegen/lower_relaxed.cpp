// Relaxed SIMD (Core 4.3.5, "relaxed" operations): for each instruction the specification allows
// several results, wasmpi makes one of them on each target, always the same: run time and constant
// folding agree, and so do all CPUs of an architecture but for the multiply-adds.
//
//                            | x86-64                               | AArch64 and others
// relaxed_swizzle            | pshufb: bit 7 set gives 0, else the  | as swizzle
//                            | index modulo 16                      |
// relaxed_trunc signed       | -2^31 for NaN and out of range       | as trunc_sat
// relaxed_trunc unsigned     | as trunc_sat                         | as trunc_sat
// relaxed_madd, relaxed_nmadd| rounded once if the CPU has FMA,     | rounded once (AArch64),
//                            | else twice                           | twice (others)
// relaxed_laneselect         | by the top bit of each lane          | as bitselect
// relaxed_min, relaxed_max   | minps(a, b): the second operand      | as min, max
//                            | if one is NaN or both are zeros      |
// relaxed_q15mulr            | -2^15 for -2^15 * -2^15              | 2^15 - 1
// relaxed_dot                | b unsigned, pairs saturate           | b signed, pairs wrap
//                            | (pmaddubsw)                          |
#include "codegen/function_lowering.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/IntrinsicsX86.h>

namespace wasmpi {

void FunctionLowering::relaxedSwizzle() {
  const InstructionSet& target = module_.instructionSet();
  if (!target.isX86)
    return swizzle();
  llvm::Value* indices = popLanes(I8x16);
  llvm::Value* bytes = popLanes(I8x16);
  if (target.hasSsse3)
    return pushLanes(
        builder_.CreateIntrinsic(llvm::Intrinsic::x86_ssse3_pshuf_b_128, {bytes, indices}));
  // What pshufb looks at.
  llvm::Value* relevant =
      builder_.CreateAnd(indices, llvm::ConstantInt::get(indices->getType(), 0x8F));
  pushLanes(swizzleBytes(bytes, relevant));
}

void FunctionLowering::relaxedTruncate(VectorShape shape, Signedness sign) {
  if (sign == Signed && module_.instructionSet().isX86)
    return pushLanes(convertTruncatingX86(popLanes(shape)));
  truncateLanes(shape, sign);
}

/// c + a * b, or c - a * b.
void FunctionLowering::relaxedMultiplyAdd(VectorShape shape, FloatBinary sum) {
  llvm::Value* addend = popLanes(shape);
  llvm::Value* right = popLanes(shape);
  llvm::Value* left = popLanes(shape);
  if (module_.instructionSet().hasFma)
    return pushLanes(fusedMultiplyAdd(sum == FloatBinary::Sub ? builder_.CreateFNeg(left) : left,
                                      right, addend));
  push(addend);
  push(left);
  push(right);
  floatBinary(FloatBinary::Mul);
  floatBinary(sum);
  pushLanes(pop());
}

void FunctionLowering::relaxedLaneSelect(VectorShape shape) {
  if (!module_.instructionSet().isX86)
    return bitSelect();
  llvm::Value* mask = popLanes(shape);
  llvm::Value* otherwise = popLanes(shape);
  llvm::Value* then = popLanes(shape);
  llvm::Value* isChosen =
      builder_.CreateICmpSLT(mask, llvm::Constant::getNullValue(mask->getType()));
  pushLanes(builder_.CreateSelect(isChosen, then, otherwise));
}

void FunctionLowering::relaxedMinimumOrMaximum(FloatBinary operation) {
  if (!module_.instructionSet().isX86)
    return floatBinary(operation);
  // The pseudo minimum with its operands exchanged is minps(a, b).
  std::swap(operands_[operands_.size() - 1], operands_[operands_.size() - 2]);
  if (operation == FloatBinary::Min)
    pseudoMinimum();
  else
    pseudoMaximum();
}

void FunctionLowering::relaxedMultiplyQ15() {
  const InstructionSet& target = module_.instructionSet();
  if (!target.isX86)
    return multiplyQ15Saturating();
  llvm::Value* right = popLanes(I16x8);
  llvm::Value* left = popLanes(I16x8);
  if (target.hasSsse3)
    return pushLanes(
        builder_.CreateIntrinsic(llvm::Intrinsic::x86_ssse3_pmul_hr_sw_128, {left, right}));
  pushLanes(builder_.CreateTrunc(roundedQ15Product(left, right), lanesOf(I16x8)));
}

/// Pairs of products of `left` (signed) with `right`, which should be from 0 to 127.
llvm::Value* FunctionLowering::pairDotProducts(llvm::Value* left, llvm::Value* right) {
  const InstructionSet& target = module_.instructionSet();
  if (target.hasSsse3)
    return builder_.CreateIntrinsic(llvm::Intrinsic::x86_ssse3_pmadd_ub_sw_128, {right, left});
  llvm::Type* type = lanesOf(I16x8);
  const auto products = [&](int first) {
    llvm::SmallVector<int, 8> lanes;
    for (int lane = first; lane < 16; lane += 2)
      lanes.push_back(lane);
    return builder_.CreateMul(
        widen(builder_.CreateShuffleVector(left, lanes), type, Signed),
        widen(builder_.CreateShuffleVector(right, lanes), type, target.isX86 ? Unsigned : Signed));
  };
  if (target.isX86)
    return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::sadd_sat, products(0), products(1));
  return builder_.CreateAdd(products(0), products(1));
}

void FunctionLowering::relaxedDotProduct() {
  llvm::Value* right = popLanes(I8x16);
  pushLanes(pairDotProducts(popLanes(I8x16), right));
}

void FunctionLowering::relaxedDotProductAdd() {
  llvm::Value* addend = popLanes(I32x4);
  llvm::Value* right = popLanes(I8x16);
  llvm::Value* pairs = pairDotProducts(popLanes(I8x16), right);
  pushLanes(builder_.CreateAdd(pairSums(pairs, I32x4, Signed), addend));
}

} // namespace wasmpi
