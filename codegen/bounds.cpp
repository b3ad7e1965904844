// Range checks as IR.
#include "codegen/bounds.h"

namespace wasmpi {

llvm::Value* rangeExceeds(llvm::IRBuilder<>& builder, llvm::Value* start, llvm::Value* length,
                          llvm::Value* size) {
  // size - length may wrap only where the first compare already says so.
  llvm::Value* isTooLong = builder.CreateICmpUGT(length, size);
  llvm::Value* last = builder.CreateSub(size, length);
  return builder.CreateOr(isTooLong, builder.CreateICmpUGT(start, last));
}

llvm::Value* accessExceeds(llvm::IRBuilder<>& builder, llvm::Value* address,
                           unsigned addressBitCount, uint64_t offset, uint64_t byteSize,
                           llvm::Value* size) {
  const bool cannotWrap = addressBitCount <= 32 && offset <= UINT32_MAX;
  if (cannotWrap) {
    llvm::Value* end =
        builder.CreateAdd(address, builder.getInt64(offset + byteSize), "", true, true);
    return builder.CreateICmpUGT(end, size);
  }
  if (offset > UINT64_MAX - byteSize)
    return builder.getTrue();
  llvm::Value* extent = builder.getInt64(offset + byteSize);
  return rangeExceeds(builder, address, extent, size);
}

} // namespace wasmpi
