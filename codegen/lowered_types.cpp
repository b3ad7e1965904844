// Wasm types as LLVM types.
#include "codegen/lowered_types.h"

#include <cassert>

namespace wasmpi {

llvm::Type* loweredType(llvm::LLVMContext& context, ValueType type) {
  switch (type.kind) {
  case ValueKind::I32:
    return llvm::Type::getInt32Ty(context);
  case ValueKind::I64:
  case ValueKind::Reference:
    return llvm::Type::getInt64Ty(context);
  case ValueKind::F32:
    return llvm::Type::getFloatTy(context);
  case ValueKind::F64:
    return llvm::Type::getDoubleTy(context);
  case ValueKind::V128:
    return llvm::FixedVectorType::get(llvm::Type::getInt8Ty(context), 16);
  }
  assert(false && "a value type is one of its kinds");
  return nullptr;
}

unsigned slotCount(ValueType type) { return type.kind == ValueKind::V128 ? 2 : 1; }

llvm::Type* loweredResultType(llvm::LLVMContext& context, const std::vector<ValueType>& results) {
  if (results.empty())
    return llvm::Type::getVoidTy(context);
  if (results.size() == 1)
    return loweredType(context, results.front());
  llvm::SmallVector<llvm::Type*> members;
  for (const ValueType& result : results)
    members.push_back(loweredType(context, result));
  return llvm::StructType::get(context, members);
}

bool returnsThroughMemory(const FunctionType& type, llvm::CallingConv::ID convention) {
  // Two results of any kind fit in the registers of every target.
  return convention == llvm::CallingConv::Tail && type.results.size() > 2;
}

llvm::FunctionType* loweredFunctionType(llvm::LLVMContext& context, const FunctionType& type,
                                        llvm::CallingConv::ID convention) {
  llvm::Type* const pointer = llvm::PointerType::get(context, 0);
  llvm::SmallVector<llvm::Type*> parameters{pointer};
  for (const ValueType& parameter : type.parameters)
    parameters.push_back(loweredType(context, parameter));
  if (!returnsThroughMemory(type, convention))
    return llvm::FunctionType::get(loweredResultType(context, type.results), parameters, false);
  parameters.push_back(pointer);
  return llvm::FunctionType::get(llvm::Type::getVoidTy(context), parameters, false);
}

} // namespace wasmpi
