// What the functions of a partition share, and their definition in order.
#include "codegen/module_lowering.h"

#include <algorithm>
#include <cassert>

#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Verifier.h>

#include "codegen/function_lowering.h"
#include "codegen/lowered_types.h"

namespace wasmpi {

namespace {

constexpr llvm::StringLiteral kTrapNames[] = {
#define TRAP(name, text) #name,
#include "codegen/traps.def"
#undef TRAP
};

/// The LLVM type of a C++ type in builtins.def.
template <class T> struct BuiltinType;
template <> struct BuiltinType<void> {
  static llvm::Type* get(llvm::LLVMContext& context) { return llvm::Type::getVoidTy(context); }
};
template <> struct BuiltinType<uint32_t> {
  static llvm::Type* get(llvm::LLVMContext& context) { return llvm::Type::getInt32Ty(context); }
};
template <> struct BuiltinType<uint64_t> {
  static llvm::Type* get(llvm::LLVMContext& context) { return llvm::Type::getInt64Ty(context); }
};
template <> struct BuiltinType<VMContext*> {
  static llvm::Type* get(llvm::LLVMContext& context) { return llvm::PointerType::get(context, 0); }
};
template <class Result, class... Parameters> struct BuiltinType<Result(Parameters...)> {
  static llvm::FunctionType* get(llvm::LLVMContext& context) {
    return llvm::FunctionType::get(BuiltinType<Result>::get(context),
                                   {BuiltinType<Parameters>::get(context)...}, false);
  }
};

struct BuiltinRow {
  uint64_t offset;
  llvm::FunctionType* (*type)(llvm::LLVMContext&);
};
constexpr BuiltinRow kBuiltins[] = {
#define BUILTIN(name, ...) {offsetof(BuiltinTable, name), &BuiltinType<__VA_ARGS__>::get},
#include "codegen/builtins.def"
#undef BUILTIN
};

} // namespace

std::unique_ptr<llvm::Module>
lowerPartition(llvm::LLVMContext& context, const Module& module, const FunctionSymbols& symbols,
               const CallingConventions& conventions, const PartitionPlan& plan,
               const LoweringOptions& options, const llvm::DataLayout& dataLayout,
               const llvm::Triple& triple) {
  auto output = std::make_unique<llvm::Module>("wasm", context);
  output->setDataLayout(dataLayout);
  output->setTargetTriple(triple);
  ModuleLowering(*output, module, symbols, conventions, options).lower(plan);
#ifndef NDEBUG
  assert(!llvm::verifyModule(*output, &llvm::errs()));
#endif
  return output;
}

ModuleLowering::ModuleLowering(llvm::Module& output, const Module& module,
                               const FunctionSymbols& symbols,
                               const CallingConventions& conventions,
                               const LoweringOptions& options)
    : output_(output), module_(module), symbols_(symbols), conventions_(conventions),
      options_(options), layout_(module), functions_(module.functions.size()) {
  // The image is a shared object whose functions are all its own.
  output_.setPICLevel(llvm::PICLevel::BigPIC);
  output_.setUwtable(llvm::UWTableKind::Async);
  if (options.debugLines)
    debugInfo_.emplace(output_);
  createAliasScopes();
}

void ModuleLowering::createAliasScopes() {
  llvm::MDBuilder builder(context());
  llvm::MDNode* domain = builder.createAnonymousAliasScopeDomain("wasmpi");
  llvm::MDNode* memory = builder.createAnonymousAliasScope(domain, kLinearMemoryScope);
  llvm::MDNode* runtime = builder.createAnonymousAliasScope(domain, "runtime");
  linearMemoryScopes_ = llvm::MDNode::get(context(), {memory});
  runtimeScopes_ = llvm::MDNode::get(context(), {runtime});
}

void ModuleLowering::setAliasScope(llvm::Instruction* access, AliasScope scope) const {
  const bool isMemory = scope == AliasScope::LinearMemory;
  access->setMetadata(llvm::LLVMContext::MD_alias_scope,
                      isMemory ? linearMemoryScopes_ : runtimeScopes_);
  access->setMetadata(llvm::LLVMContext::MD_noalias,
                      isMemory ? runtimeScopes_ : linearMemoryScopes_);
}

llvm::Value* ModuleLowering::loadField(llvm::IRBuilder<>& builder, llvm::Type* type,
                                       llvm::Value* structure, uint64_t offset,
                                       bool isInvariant) const {
  llvm::Value* pointer = structure;
  if (offset != 0)
    pointer = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), structure, offset);
  llvm::LoadInst* load = builder.CreateLoad(type, pointer);
  setAliasScope(load, AliasScope::Runtime);
  if (isInvariant)
    load->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(context(), {}));
  return load;
}

llvm::CallInst* ModuleLowering::callBuiltin(llvm::IRBuilder<>& builder, Builtin builtin,
                                            llvm::Value* vmContext,
                                            llvm::ArrayRef<llvm::Value*> arguments) const {
  const BuiltinRow& row = kBuiltins[static_cast<size_t>(builtin)];
  llvm::Type* pointer = builder.getPtrTy();
  llvm::Value* table =
      loadField(builder, pointer, vmContext, offsetof(VMContext, builtins), /*isInvariant=*/true);
  llvm::Value* code = loadField(builder, pointer, table, row.offset, /*isInvariant=*/true);
  llvm::SmallVector<llvm::Value*> all{vmContext};
  all.append(arguments.begin(), arguments.end());
  llvm::CallInst* call = builder.CreateCall(row.type(context()), code, all);
  call->setDoesNotThrow();
  return call;
}

llvm::Function* ModuleLowering::trapHelper(TrapCode code) {
  llvm::Function*& helper = trapHelpers_[static_cast<size_t>(code)];
  if (helper != nullptr)
    return helper;
  llvm::Type* pointer = llvm::PointerType::get(context(), 0);
  helper = llvm::Function::Create(
      llvm::FunctionType::get(llvm::Type::getVoidTy(context()), {pointer}, false),
      llvm::GlobalValue::InternalLinkage,
      llvm::Twine("trap.") + kTrapNames[static_cast<size_t>(code)], output_);
  for (const auto attribute : {llvm::Attribute::Cold, llvm::Attribute::NoInline,
                               llvm::Attribute::NoReturn, llvm::Attribute::NoUnwind})
    helper->addFnAttr(attribute);
  helper->setUWTableKind(llvm::UWTableKind::Async);
  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context(), "", helper));
  llvm::CallInst* raise = callBuiltin(builder, Builtin::raiseTrap, helper->getArg(0),
                                      {builder.getInt32(static_cast<uint32_t>(code))});
  raise->setDoesNotReturn();
  builder.CreateUnreachable();
  return helper;
}

llvm::Function* ModuleLowering::personality() {
  if (personality_ == nullptr) {
    personality_ = llvm::Function::Create(
        llvm::FunctionType::get(llvm::Type::getInt32Ty(context()), /*isVarArg=*/true),
        llvm::GlobalValue::ExternalLinkage, "wasmpi_personality", output_);
    personality_->setVisibility(llvm::GlobalValue::HiddenVisibility);
    personality_->setDSOLocal(true);
  }
  return personality_;
}

void ModuleLowering::addFunctionAttributes(llvm::Function* function) const {
  if (!options_.usesExceptions)
    function->addFnAttr(llvm::Attribute::NoUnwind);
  // Exact at every instruction, for a trap may strike at any.
  function->setUWTableKind(llvm::UWTableKind::Async);
  // Every page of a frame is touched in order, so that the guard page catches each overflow.
  function->addFnAttr("probe-stack", "inline-asm");
  // Endless recursion has to exhaust the stack (Core 7.3 lets it trap; tests expect it), not become
  // an endless loop.
  // Where there are tail calls, each plain call is marked instead.
  if (function->getCallingConv() != llvm::CallingConv::Tail)
    function->addFnAttr("disable-tail-calls", "true");
  llvm::AttrBuilder contextAttributes(context());
  contextAttributes.addAttribute(llvm::Attribute::NonNull);
  contextAttributes.addAttribute(llvm::Attribute::NoUndef);
  contextAttributes.addAlignmentAttr(VMContextLayout::kAlignment);
  contextAttributes.addDereferenceableAttr(layout_.byteSize());
  function->addParamAttrs(0, contextAttributes);
}

llvm::Function* ModuleLowering::declareFunction(uint32_t functionIndex) {
  llvm::Function* function = llvm::Function::Create(conventions_.typeOf(context(), functionIndex),
                                                    llvm::GlobalValue::ExternalLinkage,
                                                    symbols_.of(functionIndex), output_);
  function->setVisibility(llvm::GlobalValue::HiddenVisibility);
  function->setDSOLocal(true);
  function->setCallingConv(conventions_.of(functionIndex));
  addFunctionAttributes(function);
  return function;
}

llvm::Function* ModuleLowering::function(uint32_t functionIndex) {
  llvm::Function*& function = functions_[functionIndex];
  if (function == nullptr)
    function = declareFunction(functionIndex);
  return function;
}

void ModuleLowering::define(uint32_t functionIndex, llvm::GlobalValue::LinkageTypes linkage) {
  llvm::Function* definition = function(functionIndex);
  if (llvm::GlobalValue::isLocalLinkage(linkage))
    definition->setVisibility(llvm::GlobalValue::DefaultVisibility);
  definition->setLinkage(linkage);
  const FunctionBody& body = module_.bodies[functionIndex - module_.importedFunctionCount];
  if (debugInfo_)
    debugInfo_->describe(definition, symbols_.guestName(functionIndex), body.offset);
  FunctionLowering(*this, definition, functionIndex).lower();
}

void ModuleLowering::defineEntry(uint32_t functionIndex) {
  const FunctionType& type = module_.functionType(functionIndex);
  llvm::Function* const code = function(functionIndex);
  llvm::Function* const entry = llvm::Function::Create(
      loweredFunctionType(context(), type), llvm::GlobalValue::ExternalLinkage,
      CallingConventions::entrySymbol(functionIndex), output_);
  entry->setVisibility(llvm::GlobalValue::HiddenVisibility);
  entry->setDSOLocal(true);
  addFunctionAttributes(entry);
  llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context(), "", entry));
  llvm::SmallVector<llvm::Value*> arguments;
  for (llvm::Argument& argument : entry->args())
    arguments.push_back(&argument);
  llvm::AllocaInst* memory = nullptr;
  if (returnsThroughMemory(type, code->getCallingConv()))
    arguments.push_back(memory = builder.CreateAlloca(entry->getReturnType()));
  llvm::CallInst* call = builder.CreateCall(code, arguments);
  call->setCallingConv(code->getCallingConv());
  // Inlined here, where there is no source, its places in the module would be lost.
  call->setIsNoInline();
  if (memory != nullptr)
    builder.CreateRet(builder.CreateLoad(entry->getReturnType(), memory));
  else if (entry->getReturnType()->isVoidTy())
    builder.CreateRetVoid();
  else
    builder.CreateRet(call);
}

void ModuleLowering::lower(const PartitionPlan& plan) {
  for (const uint32_t index : plan.functions) {
    const bool isSeenOutside =
        module_.escapeIndex(index) ||
        std::binary_search(plan.sharedFunctions.begin(), plan.sharedFunctions.end(), index);
    define(index,
           isSeenOutside ? llvm::GlobalValue::ExternalLinkage : llvm::GlobalValue::InternalLinkage);
    if (conventions_.hasEntry(index))
      defineEntry(index);
  }
  for (const uint32_t index : plan.inlineCopies)
    define(index, llvm::GlobalValue::AvailableExternallyLinkage);
  if (debugInfo_)
    debugInfo_->finalize();
}

} // namespace wasmpi
