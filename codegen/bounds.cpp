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
                           const AccessBounds& access, llvm::Value* size) {
  const uint64_t offset = access.offset;
  const bool cannotWrap = access.addressBitCount <= 32 && offset <= UINT32_MAX;
  if (cannotWrap) {
    llvm::Value* end =
        builder.CreateAdd(address, builder.getInt64(offset + access.byteSize), "", true, true);
    return builder.CreateICmpUGT(end, size);
  }
  if (offset > UINT64_MAX - access.byteSize)
    return builder.getTrue();
  // The least address that is too large: size - (extent - 1), or 0 where no address is small enough.
  const uint64_t reach = offset + access.byteSize - 1;
  llvm::Value* bound = builder.CreateSub(size, builder.getInt64(reach));
  if (reach > access.minimumMemoryByteSize)
    bound = builder.CreateSelect(builder.CreateICmpULT(size, builder.getInt64(reach)),
                                 builder.getInt64(0), bound);
  return builder.CreateICmpUGE(address, bound);
}

} // namespace wasmpi
