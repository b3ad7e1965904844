// Wide arithmetic: values of 128 bits that Wasm holds as two i64, the low half below the high one.
#include "codegen/function_lowering.h"

namespace wasmpi {

llvm::Value* FunctionLowering::popWide() {
  llvm::Type* wide = builder_.getInt128Ty();
  llvm::Value* high = builder_.CreateShl(builder_.CreateZExt(pop(), wide), 64);
  return builder_.CreateOr(high, builder_.CreateZExt(pop(), wide));
}

void FunctionLowering::pushWide(llvm::Value* value) {
  push(builder_.CreateTrunc(value, builder_.getInt64Ty()));
  push(builder_.CreateTrunc(builder_.CreateLShr(value, 64), builder_.getInt64Ty()));
}

void FunctionLowering::add128() {
  llvm::Value* right = popWide();
  pushWide(builder_.CreateAdd(popWide(), right));
}

void FunctionLowering::subtract128() {
  llvm::Value* right = popWide();
  pushWide(builder_.CreateSub(popWide(), right));
}

void FunctionLowering::multiplyWide(Signedness sign) {
  llvm::Type* wide = builder_.getInt128Ty();
  const bool isSigned = sign == Signed;
  llvm::Value* right = builder_.CreateIntCast(pop(), wide, isSigned);
  llvm::Value* left = builder_.CreateIntCast(pop(), wide, isSigned);
  pushWide(builder_.CreateMul(left, right));
}

} // namespace wasmpi
