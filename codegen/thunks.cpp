#include "codegen/thunks.h"

#include <cstddef>
#include <type_traits>

#include <fmt/format.h>
#include <llvm/IR/IRBuilder.h>

#include "codegen/lowered_types.h"

namespace wasmpi {
namespace {

/// What a slot holds until the loader fills it, if there is a call of its function.
constexpr uint64_t kWantedLibcall = 1;

void setCommonAttributes(llvm::Function& function) {
  function.setUWTableKind(llvm::UWTableKind::Async);
  function.addFnAttr(llvm::Attribute::NoUnwind);
  function.addFnAttr("probe-stack", "inline-asm");
}

/// The LLVM type of a C++ type of libcalls.def.
template <class T> llvm::Type* cType(llvm::LLVMContext& context) {
  if constexpr (std::is_pointer_v<T>)
    return llvm::PointerType::get(context, 0);
  else if constexpr (std::is_same_v<T, double>)
    return llvm::Type::getDoubleTy(context);
  else if constexpr (std::is_same_v<T, float>)
    return llvm::Type::getFloatTy(context);
  else {
    static_assert(std::is_integral_v<T>);
    return llvm::IntegerType::get(context, sizeof(T) * 8);
  }
}

template <class Signature> struct CFunctionType;
template <class R, class... P> struct CFunctionType<R(P...)> {
  static llvm::FunctionType* get(llvm::LLVMContext& context) {
    return llvm::FunctionType::get(cType<R>(context), {cType<P>(context)...}, false);
  }
};

/// Where a value lies in the array a thunk is given.
llvm::Value* slotAddress(llvm::IRBuilder<>& builder, llvm::Value* values, uint64_t slot) {
  return builder.CreateConstInBoundsGEP1_64(builder.getInt64Ty(), values, slot);
}

llvm::Function* emitEntryThunk(llvm::Module& target, const FunctionType& type, size_t typeIndex) {
  llvm::LLVMContext& context = target.getContext();
  llvm::Type* pointer = llvm::PointerType::get(context, 0);
  auto* thunk = llvm::Function::Create(
      llvm::FunctionType::get(llvm::Type::getVoidTy(context), {pointer, pointer, pointer}, false),
      llvm::GlobalValue::InternalLinkage, fmt::format("wasmpi.entry.{}", typeIndex), target);
  setCommonAttributes(*thunk);
  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context, "", thunk));
  llvm::Value* values = thunk->getArg(2);

  // Slots are 8-byte words, whatever alignment the value's type would like.
  const llvm::Align alignment(8);
  llvm::SmallVector<llvm::Value*> arguments{thunk->getArg(1)};
  uint64_t slot = 0;
  for (const ValueType& parameter : type.parameters) {
    arguments.push_back(builder.CreateAlignedLoad(loweredType(context, parameter),
                                                  slotAddress(builder, values, slot), alignment));
    slot += slotCount(parameter);
  }
  llvm::CallInst* call =
      builder.CreateCall(loweredFunctionType(context, type), thunk->getArg(0), arguments);
  slot = 0;
  for (unsigned i = 0; i < type.results.size(); ++i) {
    llvm::Value* result = type.results.size() == 1 ? call : builder.CreateExtractValue(call, i);
    builder.CreateAlignedStore(result, slotAddress(builder, values, slot), alignment);
    slot += slotCount(type.results[i]);
  }
  builder.CreateRetVoid();
  return thunk;
}

/// Defines `name` as a tail call of what the slot holds: in native code one indirect jump.
void emitLibcallStub(llvm::Module& target, llvm::StringRef name, llvm::FunctionType* type,
                     llvm::GlobalVariable* slots, unsigned slot) {
  llvm::LLVMContext& context = target.getContext();
  auto* stub = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, target);
  stub->setVisibility(llvm::GlobalValue::HiddenVisibility);
  setCommonAttributes(*stub);
  stub->addFnAttr("no-builtins");
  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context, "", stub));
  llvm::Value* address = builder.CreateConstInBoundsGEP2_64(slots->getValueType(), slots, 0, slot);
  llvm::Value* code = builder.CreateLoad(builder.getPtrTy(), address);
  llvm::SmallVector<llvm::Value*> arguments;
  for (llvm::Argument& argument : stub->args())
    arguments.push_back(&argument);
  llvm::CallInst* call = builder.CreateCall(type, code, arguments);
  call->setTailCallKind(llvm::CallInst::TCK_MustTail);
  builder.CreateRet(call);
}

} // namespace

std::vector<llvm::Function*> emitEntryThunks(llvm::Module& target, const Module& module) {
  std::vector<bool> isNeeded(module.types.size(), false);
  for (uint32_t function : module.escapingFunctions)
    isNeeded[module.functions[function]] = true;
  for (uint32_t i = 0; i < module.importedFunctionCount; ++i)
    isNeeded[module.functions[i]] = true;

  std::vector<llvm::Function*> thunks(module.types.size(), nullptr);
  // A reference's type does not show in its native type, so types that are equal natively can share
  // a thunk as well.
  llvm::DenseMap<llvm::FunctionType*, llvm::Function*> known;
  for (size_t i = 0; i < thunks.size(); ++i) {
    if (!isNeeded[i])
      continue;
    llvm::Function*& thunk = known[loweredFunctionType(target.getContext(), module.types[i])];
    if (!thunk)
      thunk = emitEntryThunk(target, module.types[i], i);
    thunks[i] = thunk;
  }
  return thunks;
}

llvm::GlobalVariable* emitLibcallStubs(llvm::Module& target, const LibcallSet& used) {
  llvm::LLVMContext& context = target.getContext();
  auto* pointer = llvm::PointerType::get(context, 0);
  auto* type = llvm::ArrayType::get(pointer, kLibcallCount);
  llvm::Constant* const wanted = llvm::ConstantExpr::getIntToPtr(
      llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), kWantedLibcall), pointer);
  llvm::SmallVector<llvm::Constant*> values;
  for (size_t i = 0; i < kLibcallCount; ++i)
    values.push_back(used[i] ? wanted : llvm::ConstantPointerNull::get(pointer));
  auto* slots = new llvm::GlobalVariable(target, type, /*isConstant=*/false,
                                         llvm::GlobalValue::InternalLinkage,
                                         llvm::ConstantArray::get(type, values), "wasmpi.libcalls");
  slots->setAlignment(llvm::Align(8));
  unsigned slot = 0;
#define LIBCALL(name, ...)                                                                         \
  emitLibcallStub(target, #name, CFunctionType<__VA_ARGS__>::get(context), slots, slot++);
#include "codegen/libcalls.def"
#undef LIBCALL
  return slots;
}

} // namespace wasmpi
