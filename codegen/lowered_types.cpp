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

llvm::FunctionType* loweredFunctionType(llvm::LLVMContext& context, const FunctionType& type) {
  llvm::SmallVector<llvm::Type*> parameters{llvm::PointerType::get(context, 0)};
  for (const ValueType& parameter : type.parameters)
    parameters.push_back(loweredType(context, parameter));
  return llvm::FunctionType::get(loweredResultType(context, type.results), parameters, false);
}

llvm::CallingConv::ID callingConvention(const Module& module, uint32_t functionIndex) {
  const bool isPrivate =
      !module.isImportedFunction(functionIndex) && !module.escapeIndex(functionIndex);
  return isPrivate ? llvm::CallingConv::Fast : llvm::CallingConv::C;
}

} // namespace wasmpi
