// Linear memory (Core 4.4.7): a plain access at base + address, then the static offset; never
// volatile (see dead_loads.h), never aligned, for a guest's alignment is only a hint.
//
// Guarded memories (canBeGuarded): the reservation behind the base covers every 32-bit address plus
// every 32-bit offset plus an access, so the host's page protection is the bounds check. Otherwise,
// with 64-bit addresses above all, every access compares with the current size. Bulk operations
// check first, because they must not write anything if any part is out of bounds (Core 4.4.7.7).
//
// Other threads may grow a shared memory, so its size is read atomically; its content is read and
// written plainly, as racing accesses may yield any bytes.
#include "codegen/function_lowering.h"

#include "codegen/address_groups.h"
#include "codegen/bounds.h"
#include "codegen/lowered_types.h"

namespace wasmpi {

namespace {

constexpr llvm::Align kUnaligned;

/// Whether guard pages check the bounds of accesses.
bool isGuarded(const MemoryType& type, const LoweringOptions& options) {
  return options.boundsChecks == BoundsChecks::Guard && canBeGuarded(type);
}

} // namespace

llvm::Value* FunctionLowering::memoryBase(uint32_t memory) {
  llvm::Value*& base = memoryBases_[memory];
  if (base != nullptr)
    return base;
  base = module_.loadField(prologue_, builder_.getPtrTy(), vmContext(),
                           module_.layout().memory(memory) + offsetof(MemorySlot, base), true);
  if (isGuarded(memoryType(memory), module_.options()))
    llvm::cast<llvm::LoadInst>(base)->setMetadata(kGuardedMemory, llvm::MDNode::get(context(), {}));
  return base;
}

llvm::Value* FunctionLowering::memoryByteSize(uint32_t memory) {
  const uint64_t slot = module_.layout().memory(memory);
  llvm::Value* definition =
      loadContext(builder_.getPtrTy(), slot + offsetof(MemorySlot, definition), true);
  auto* size = llvm::cast<llvm::LoadInst>(module_.loadField(
      builder_, builder_.getInt64Ty(), definition, offsetof(MemoryDefinition, byteSize), false));
  // Unordered is enough: it never shrinks, and what tells this thread of growth orders the two.
  if (memoryType(memory).limits.isShared)
    size->setAtomic(llvm::AtomicOrdering::Unordered);
  return size;
}

const MemoryType& FunctionLowering::memoryType(uint32_t memory) const {
  return module_.module().memories[memory];
}

void FunctionLowering::checkAccess(const immediates::MemArg& access, uint64_t byteSize,
                                   llvm::Value* address) {
  const MemoryType& type = memoryType(access.memoryIndex);
  if (isGuarded(type, module_.options()))
    return;
  // A minimum that does not fit 64 bits is never instantiated.
  const uint64_t minimum = type.limits.minimum;
  const bool fits = minimum <= UINT64_MAX >> type.pageByteSizeLog2;
  const AccessBounds bounds{.addressBitCount = addressTypeOf(type.limits) == kI64 ? 64u : 32u,
                            .offset = access.offset,
                            .byteSize = byteSize,
                            .minimumMemoryByteSize = fits ? minimum << type.pageByteSizeLog2 : 0};
  trapIf(accessExceeds(builder_, address, bounds, memoryByteSize(access.memoryIndex)),
         TrapCode::MemoryOutOfBounds);
}

llvm::Value* FunctionLowering::pointerTo(const immediates::MemArg& access, llvm::Value* address) {
  llvm::Value* pointer =
      builder_.CreateGEP(builder_.getInt8Ty(), memoryBase(access.memoryIndex), address);
  if (access.offset == 0)
    return pointer;
  return builder_.CreateConstGEP1_64(builder_.getInt8Ty(), pointer, access.offset);
}

llvm::Value* FunctionLowering::popPointer(const immediates::MemArg& access, uint64_t byteSize) {
  llvm::Value* address = popIndex();
  checkAccess(access, byteSize, address);
  return pointerTo(access, address);
}

void FunctionLowering::load(const immediates::MemArg& access, ValueKind result, unsigned bitCount,
                            Signedness sign) {
  llvm::Type* resultType = typeOf(result);
  const bool isNarrow = resultType->getPrimitiveSizeInBits() != bitCount;
  llvm::Type* type = isNarrow ? builder_.getIntNTy(bitCount) : resultType;
  llvm::LoadInst* value =
      builder_.CreateAlignedLoad(type, popPointer(access, bitCount / 8), kUnaligned);
  module_.setAliasScope(value, AliasScope::LinearMemory);
  push(isNarrow ? builder_.CreateIntCast(value, resultType, sign == Signed) : value);
}

void FunctionLowering::store(const immediates::MemArg& access, unsigned bitCount) {
  llvm::Value* value = pop();
  if (value->getType()->isIntegerTy())
    value = builder_.CreateTrunc(value, builder_.getIntNTy(bitCount));
  llvm::StoreInst* store =
      builder_.CreateAlignedStore(value, popPointer(access, bitCount / 8), kUnaligned);
  module_.setAliasScope(store, AliasScope::LinearMemory);
}

void FunctionLowering::pushIndex(llvm::Value* value64, IndexType type) {
  const bool isNarrow = type == IndexType::I32;
  push(isNarrow ? builder_.CreateTrunc(value64, builder_.getInt32Ty()) : value64);
}

void FunctionLowering::memorySize(immediates::MemoryIndex memory) {
  const MemoryType& type = memoryType(memory.value);
  llvm::Value* byteSize = memoryByteSize(memory.value);
  if (type.limits.isShared)
    llvm::cast<llvm::LoadInst>(byteSize)->setAtomic(llvm::AtomicOrdering::SequentiallyConsistent);
  pushIndex(builder_.CreateLShr(byteSize, type.pageByteSizeLog2), type.limits.indexType);
}

void FunctionLowering::memoryGrow(immediates::MemoryIndex memory) {
  llvm::Value* delta = popIndex();
  llvm::Value* oldPageCount = module_.callBuiltin(builder_, Builtin::memoryGrow, vmContext(),
                                                  {builder_.getInt32(memory.value), delta});
  pushIndex(oldPageCount, memoryType(memory.value).limits.indexType);
}

void FunctionLowering::memoryInit(const immediates::MemoryInit& operation) {
  llvm::Value* byteCount = pop();
  llvm::Value* source = pop();
  llvm::Value* destination = popIndex();
  module_.callBuiltin(builder_, Builtin::memoryInit, vmContext(),
                      {builder_.getInt32(operation.memoryIndex),
                       builder_.getInt32(operation.dataIndex), destination, source, byteCount});
}

void FunctionLowering::dataDrop(immediates::DataIndex data) {
  module_.callBuiltin(builder_, Builtin::dataDrop, vmContext(), {builder_.getInt32(data.value)});
}

void FunctionLowering::memoryCopy(const immediates::MemoryCopy& operation) {
  llvm::Value* byteCount = popIndex();
  llvm::Value* source = popIndex();
  llvm::Value* destination = popIndex();
  llvm::Value* isOutside = builder_.CreateOr(
      rangeExceeds(builder_, source, byteCount, memoryByteSize(operation.source)),
      rangeExceeds(builder_, destination, byteCount, memoryByteSize(operation.destination)));
  trapIf(isOutside, TrapCode::MemoryOutOfBounds);
  llvm::Type* byte = builder_.getInt8Ty();
  llvm::CallInst* copy = builder_.CreateMemMove(
      builder_.CreateGEP(byte, memoryBase(operation.destination), destination), kUnaligned,
      builder_.CreateGEP(byte, memoryBase(operation.source), source), kUnaligned, byteCount);
  module_.setAliasScope(copy, AliasScope::LinearMemory);
}

void FunctionLowering::memoryFill(immediates::MemoryIndex memory) {
  llvm::Value* byteCount = popIndex();
  llvm::Value* value = builder_.CreateTrunc(pop(), builder_.getInt8Ty());
  llvm::Value* destination = popIndex();
  trapIf(rangeExceeds(builder_, destination, byteCount, memoryByteSize(memory.value)),
         TrapCode::MemoryOutOfBounds);
  llvm::CallInst* fill = builder_.CreateMemSet(
      builder_.CreateGEP(builder_.getInt8Ty(), memoryBase(memory.value), destination), value,
      byteCount, kUnaligned);
  module_.setAliasScope(fill, AliasScope::LinearMemory);
}

} // namespace wasmpi
